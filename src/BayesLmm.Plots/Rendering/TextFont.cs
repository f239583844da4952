using SkiaSharp;

namespace BayesLmm.Plots.Rendering;

/// <summary>The font of titles and legends: the one that ScottPlot finds on this machine for its axes.</summary>
internal static class TextFont
{
    /// <summary>The room left and right of a line of text in pixels.</summary>
    public const float Margin = 12;

    /// <summary>The font in a size in pixels.</summary>
    public static SKFont Create(float size) => new(SKTypeface.FromFamilyName(ScottPlot.Fonts.Default), size) { Edging = SKFontEdging.Antialias };

    /// <summary>A text that is no wider than <paramref name="width"/> pixels: when it must be cut, three dots say so.</summary>
    public static string Shorten(string text, SKFont font, float width)
    {
        string shown = text;
        for (int length = text.Length - 1; length > 0 && font.MeasureText(shown) > width; length--)
        {
            shown = text[..length].TrimEnd() + "…";
        }

        return shown;
    }
}
