using System.Text;

namespace BayesLmm.Reports.Formats.Pages;

/// <summary>
/// Turns the LaTeX in which models are written into MathML Core (https://www.w3.org/TR/mathml-core/), which browsers set themselves: lines aligned at their
/// relation signs. It knows the commands that <c>ModelLatex</c> uses; a command that it does not know is shown by its name.
/// </summary>
internal static class PageMath
{
    private static readonly Dictionary<string, string> Operators = new(StringComparer.Ordinal)
    {
        ["times"] = "×",
        ["top"] = "⊤",
        ["dots"] = "…",
        ["sum"] = "∑",
        ["cdot"] = "·",
        ["mid"] = "|",
        ["in"] = "∈",
    };

    /// <summary>Signs between two sides, which may stand first in a cell: their space is given.</summary>
    private static readonly Dictionary<string, string> Relations = new(StringComparer.Ordinal) { ["sim"] = "∼", ["propto"] = "∝" };

    private static readonly Dictionary<string, string> Letters = new(StringComparer.Ordinal)
    {
        ["alpha"] = "α",
        ["beta"] = "β",
        ["gamma"] = "γ",
        ["delta"] = "δ",
        ["eta"] = "η",
        ["theta"] = "θ",
        ["lambda"] = "λ",
        ["mu"] = "μ",
        ["nu"] = "ν",
        ["xi"] = "ξ",
        ["pi"] = "π",
        ["rho"] = "ρ",
        ["sigma"] = "σ",
        ["tau"] = "τ",
        ["phi"] = "φ",
        ["psi"] = "ψ",
        ["omega"] = "ω",
        ["Sigma"] = "Σ",
        ["Omega"] = "Ω",
        ["Lambda"] = "Λ",
        ["Phi"] = "Φ",
        ["infty"] = "∞",
    };

    private static readonly Dictionary<string, string> Spaces = new(StringComparer.Ordinal)
    {
        [","] = "0.17em",
        [" "] = "0.25em",
        [";"] = "0.28em",
        ["quad"] = "1em",
        ["qquad"] = "2em",
    };

    /// <summary>Symbols that LaTeX escapes inside words.</summary>
    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        ["textbackslash"] = "\\",
        ["textasciicircum"] = "^",
        ["textasciitilde"] = "~",
        ["textless"] = "<",
        ["textgreater"] = ">",
        ["textbar"] = "|",
    };

    /// <summary>A block of mathematics, its source as the alternative text.</summary>
    /// <param name="latex">Lines of <c>align*</c>.</param>
    public static string Write(string latex)
    {
        string body = latex.Replace(@"\begin{align*}", "", StringComparison.Ordinal).Replace(@"\end{align*}", "", StringComparison.Ordinal).Trim();
        StringBuilder html = new("<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"Equations\">\n");
        html.Append("<math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"block\">\n<mtable>\n");
        Reader reader = new(body);
        while (!reader.IsAtEnd)
        {
            html.Append("<mtr>");
            bool isLast = false;
            for (int cell = 0; !isLast; cell++)
            {
                html.Append("<mtd>").Append(reader.Row()).Append("</mtd>");
                isLast = reader.EndsRow();
            }

            html.Append("</mtr>\n");
        }

        return html.Append("</mtable>\n</math>\n</div>\n").ToString();
    }

    /// <summary>Reads LaTeX from left to right.</summary>
    private sealed class Reader(string source)
    {
        private int place;

        public bool IsAtEnd => place >= source.Length;

        /// <summary>Whether the cell that was read was the last of its line; the mark after it is passed.</summary>
        public bool EndsRow()
        {
            if (IsAtEnd)
            {
                return true;
            }

            if (source[place] == '&')
            {
                place++;
                return false;
            }

            place += 2;   // two backslashes
            return true;
        }

        /// <summary>The atoms up to the end of the group, cell or line.</summary>
        public string Row()
        {
            List<string> atoms = [];
            while (!IsAtEnd && source[place] is not ('}' or '&') && !IsLineEnd)
            {
                char c = source[place];
                if (c is '_' or '^' && atoms.Count > 0)
                {
                    atoms[^1] = Scripted(atoms[^1]);
                }
                else if (char.IsWhiteSpace(c))
                {
                    place++;
                }
                else
                {
                    atoms.Add(Atom());
                }
            }

            return string.Concat(atoms);
        }

        private bool IsLineEnd => source[place] == '\\' && place + 1 < source.Length && source[place + 1] == '\\';

        private string Scripted(string nucleus)
        {
            string? below = null, above = null;
            while (!IsAtEnd && ((source[place] == '_' && below is null) || (source[place] == '^' && above is null)))
            {
                bool isBelow = source[place] == '_';
                place++;
                string script = Atom();
                (below, above) = isBelow ? (script, above) : (below, script);
            }

            return (below, above) switch
            {
                ({ } sub, { } super) => $"<msubsup>{nucleus}{sub}{super}</msubsup>",
                ({ } sub, null) => $"<msub>{nucleus}{sub}</msub>",
                _ => $"<msup>{nucleus}{above}</msup>",
            };
        }

        private string Atom()
        {
            char c = source[place];
            if (c == '{')
            {
                return Group();
            }

            if (c == '\\')
            {
                return Command();
            }

            if (char.IsAsciiDigit(c))
            {
                int start = place;
                while (!IsAtEnd && (char.IsAsciiDigit(source[place]) || source[place] == '.'))
                {
                    place++;
                }

                return $"<mn>{source[start..place]}</mn>";
            }

            place++;
            return c switch
            {
                '=' => Relation("="),
                '-' => "<mo>−</mo>",
                '(' or ')' or '[' or ']' => $"<mo stretchy=\"false\">{c}</mo>",
                _ when char.IsLetter(c) => $"<mi>{c}</mi>",
                _ => $"<mo>{PageText.Escape(c.ToString())}</mo>",
            };
        }

        private static string Relation(string sign) => $"<mo lspace=\"0.28em\" rspace=\"0.28em\">{sign}</mo>";

        private string Group()
        {
            place++;
            string row = Row();
            place++;
            return $"<mrow>{row}</mrow>";
        }

        private string Command()
        {
            place++;
            int start = place;
            while (!IsAtEnd && char.IsAsciiLetter(source[place]))
            {
                place++;
            }

            if (place == start)
            {
                place++;   // a symbol, such as \,
            }

            string name = source[start..place];
            return name switch
            {
                "text" or "mathrm" or "operatorname" => Upright(name),
                "overline" or "bar" => $"<mrow class=\"over\">{Atom()}</mrow>",
                "frac" => $"<mfrac>{Atom()}{Atom()}</mfrac>",
                "sqrt" => $"<msqrt>{Atom()}</msqrt>",
                "textstyle" => "",
                _ when Relations.TryGetValue(name, out string? relation) => Relation(relation),
                _ when Operators.TryGetValue(name, out string? sign) => $"<mo>{sign}</mo>",
                _ when Letters.TryGetValue(name, out string? letter) => $"<mi>{letter}</mi>",
                _ when Spaces.TryGetValue(name, out string? width) => $"<mspace width=\"{width}\"></mspace>",
                _ => $"<mtext>{PageText.Escape(name)}</mtext>",
            };
        }

        /// <summary>Words in upright letters, up to their closing brace.</summary>
        private string Upright(string command)
        {
            place++;
            StringBuilder words = new();
            while (!IsAtEnd && source[place] != '}')
            {
                if (source[place] != '\\')
                {
                    words.Append(source[place++]);
                    continue;
                }

                int start = ++place;
                while (!IsAtEnd && char.IsAsciiLetter(source[place]))
                {
                    place++;
                }

                if (place == start)
                {
                    words.Append(source[place++]);
                    continue;
                }

                words.Append(Words.GetValueOrDefault(source[start..place], source[start..place]));
                place += place < source.Length && source[place] == '{' ? 2 : 0;   // the empty braces after the command
            }

            place++;
            string text = PageText.Escape(words.ToString());
            return command == "text" ? $"<mtext>{text}</mtext>" : $"<mi mathvariant=\"normal\">{text}</mi>";
        }
    }
}
