using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace BayesLmm.Cli.Tests.Browser;

/// <summary>
/// A page in a Chromium without a window, driven by the DevTools protocol (https://chromedevtools.github.io/devtools-protocol/). One thread uses it.
/// </summary>
internal sealed class Chromium : IDisposable
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    /// <summary>The longest that the browser may take to answer, on a machine that does other things too.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process process;
    private readonly string profile;
    private readonly ClientWebSocket socket = new();
    private readonly CancellationTokenSource patience = new(Patience);
    private readonly string session;
    private int sent;

    private Chromium(Process process, string profile, Uri address)
    {
        this.process = process;
        this.profile = profile;
        socket.ConnectAsync(address, patience.Token).GetAwaiter().GetResult();
        string target = (string)Send("Target.createTarget", new { url = "about:blank" })!["targetId"]!;
        session = (string)Send("Target.attachToTarget", new { targetId = target, flatten = true })!["sessionId"]!;
        Send("Page.enable");
        Send("Runtime.enable");
        Send("Log.enable");
        Send("Network.enable");
    }

    /// <summary>The browser's program; null if none is installed.</summary>
    public static string? Program => Places.FirstOrDefault(File.Exists);

    /// <summary>Messages on the console, uncaught exceptions, and what the browser itself complains about.</summary>
    public List<string> Messages { get; } = [];

    /// <summary>Addresses other than files that the page asked for.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Starts a browser.</summary>
    public static Chromium Start()
    {
        string profile = Directory.CreateTempSubdirectory("blmm-chromium-").FullName;
        ProcessStartInfo start = new(Program!)
        {
            RedirectStandardError = true,
            ArgumentList =
            {
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--remote-debugging-port=0",
                $"--user-data-dir={profile}", "--window-size=1280,900", "about:blank",
            },
        };
        Process process = Process.Start(start)!;
        while (process.StandardError.ReadLine() is { } line)
        {
            const string Words = "DevTools listening on ";
            if (line.StartsWith(Words, StringComparison.Ordinal))
            {
                _ = process.StandardError.ReadToEndAsync();
                return new Chromium(process, profile, new Uri(line[Words.Length..]));
            }
        }

        throw new InvalidOperationException($"{Program} ended without listening.");
    }

    /// <summary>Opens a file and waits until it is loaded.</summary>
    public void Open(string path)
    {
        Send("Page.navigate", new { url = new Uri(path).AbsoluteUri });
        while (Text("document.readyState + location.protocol") != "completefile:")
        {
            Thread.Sleep(20);
        }
    }

    /// <summary>The value of an expression; of a promise, what it comes to.</summary>
    public JsonNode? Evaluate(string expression)
    {
        JsonNode answer = Send("Runtime.evaluate", new { expression, returnByValue = true, awaitPromise = true })!;
        return answer["exceptionDetails"] is { } failure
            ? throw new InvalidOperationException($"{expression[..Math.Min(80, expression.Length)]}: {failure.ToJsonString()}")
            : answer["result"]!["value"];
    }

    /// <summary>The value of an expression as text.</summary>
    public string Text(string expression) => Evaluate(expression)?.ToString() ?? "";

    /// <summary>Presses and releases a key.</summary>
    public void Press(string key)
    {
        int code = key switch { "Tab" => 9, "Enter" => 13, "Escape" => 27, "ArrowRight" => 39, "ArrowLeft" => 37, _ => 0 };
        Send("Input.dispatchKeyEvent", new { type = "keyDown", key, code = key, windowsVirtualKeyCode = code, text = key == "Enter" ? "\r" : "" });
        Send("Input.dispatchKeyEvent", new { type = "keyUp", key, code = key, windowsVirtualKeyCode = code });
    }

    /// <summary>Moves the pointer.</summary>
    public void MoveTo(double x, double y) => Send("Input.dispatchMouseEvent", new { type = "mouseMoved", x, y });

    /// <summary>Writes characters as if typed.</summary>
    public void Type(string text) => Send("Input.insertText", new { text });

    /// <summary>The colours that the reader prefers: light or dark.</summary>
    public void Prefer(string scheme) =>
        Send("Emulation.setEmulatedMedia", new { features = (object[])[new { name = "prefers-color-scheme", value = scheme }] });

    /// <summary>The size of the window in pixels.</summary>
    public void Resize(int width, int height) =>
        Send("Emulation.setDeviceMetricsOverride", new { width, height, deviceScaleFactor = 1, mobile = false });

    /// <summary>The page printed.</summary>
    public byte[] Print() => Convert.FromBase64String((string)Send("Page.printToPDF", new { printBackground = true })!["data"]!);

    /// <inheritdoc/>
    public void Dispose()
    {
        socket.Dispose();
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
        process.Dispose();
        patience.Dispose();
        for (int attempt = 0; attempt < 10; attempt++)
        {
            try
            {
                Directory.Delete(profile, recursive: true);
                return;
            }
            catch (IOException)
            {
                Thread.Sleep(100);   // a process of the browser is still writing
            }
        }
    }

    private JsonNode? Send(string method, object? parameters = null)
    {
        patience.CancelAfter(Patience);
        int id = ++sent;
        JsonObject message = new() { ["id"] = id, ["method"] = method, ["params"] = JsonSerializer.SerializeToNode(parameters ?? new { }) };
        if (session is not null)
        {
            message["sessionId"] = session;
        }

        socket.SendAsync(Encoding.UTF8.GetBytes(message.ToJsonString()), WebSocketMessageType.Text, true, patience.Token).GetAwaiter().GetResult();
        while (true)
        {
            JsonNode answer = Receive();
            if ((int?)answer["id"] == id)
            {
                return answer["error"] is { } error ? throw new InvalidOperationException($"{method}: {error.ToJsonString()}") : answer["result"];
            }

            Note(answer);
        }
    }

    private JsonNode Receive()
    {
        using MemoryStream text = new();
        byte[] buffer = new byte[1 << 16];
        WebSocketReceiveResult part;
        do
        {
            part = socket.ReceiveAsync(buffer, patience.Token).GetAwaiter().GetResult();
            text.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);
        return JsonNode.Parse(text.ToArray())!;
    }

    private void Note(JsonNode happened)
    {
        switch ((string?)happened["method"])
        {
            case "Runtime.exceptionThrown" or "Runtime.consoleAPICalled":
                Messages.Add(happened["params"]!.ToJsonString());
                break;
            case "Log.entryAdded" when (string?)happened["params"]!["entry"]!["level"] is "error" or "warning":
                Messages.Add(happened["params"]!["entry"]!.ToJsonString());
                break;
            case "Network.requestWillBeSent" when (string)happened["params"]!["request"]!["url"]! is var url
                && !url.StartsWith("file:", StringComparison.Ordinal) && !url.StartsWith("data:", StringComparison.Ordinal):
                Requests.Add(url);
                break;
        }
    }
}
