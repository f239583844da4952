namespace BayesLmm.Data.Cells;

/// <summary>Thrown where a text is not in UTF-8.</summary>
/// <param name="found">What it is, as in: the file is …</param>
internal sealed class EncodingException(string found) : Exception(found);
