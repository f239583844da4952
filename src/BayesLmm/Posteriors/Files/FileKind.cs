using System.Runtime.InteropServices;

namespace BayesLmm.Posteriors.Files;

/// <summary>
/// Tells files from devices, pipes and sockets. Those cannot be replaced by a file that gets its name when it is complete: who may write to the folder of
/// devices would lose the device.
/// </summary>
internal static class FileKind
{
    private const int WorkingDirectory = -100;   // AT_FDCWD
    private const uint TypeAndMode = 3;          // STATX_TYPE | STATX_MODE
    private const int TypeMask = 0xf000, Regular = 0x8000;   // S_IFMT, S_IFREG
    private const string Devices = "/dev";

    /// <summary>Whether there is something of that name that is neither a file nor a folder, links followed.</summary>
    /// <param name="path">The path.</param>
    public static bool IsSpecial(string path)
    {
        if (OperatingSystem.IsWindows() || Directory.Exists(path) || !Path.Exists(path))
        {
            return false;   // on Windows names of devices are no names of files
        }

        if (Path.GetDirectoryName(Path.GetFullPath(path)) == Devices)
        {
            return true;   // among them links to what the standard streams are
        }

        return OperatingSystem.IsLinux() && GetStatus(WorkingDirectory, path, 0, TypeAndMode, out Status status) == 0
            && (status.Mode & TypeMask) != Regular;
    }

    /// <summary>The first fields of the kernel's <c>struct statx</c>, the same on all processors, and room for the others.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Status
    {
        [FieldOffset(28)]
        public ushort Mode;
    }

    [DllImport("libc", EntryPoint = "statx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetStatus(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, out Status status);
}
