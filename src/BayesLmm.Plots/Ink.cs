namespace BayesLmm.Plots;

/// <summary>A colour and how much it covers.</summary>
/// <param name="Red">Red, 0 … 255.</param>
/// <param name="Green">Green, 0 … 255.</param>
/// <param name="Blue">Blue, 0 … 255.</param>
/// <param name="Opacity">From 0, invisible, to 1, covering.</param>
public readonly record struct Ink(byte Red, byte Green, byte Blue, double Opacity = 1);
