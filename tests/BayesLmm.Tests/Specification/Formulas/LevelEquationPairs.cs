using BayesLmm.Specification.Formulas;

namespace BayesLmm.Tests.Specification.Formulas;

/// <summary>Models written twice: as one formula, and as level equations.</summary>
internal static class LevelEquationPairs
{
    /// <summary>Formula and level equations.</summary>
    public static (string Formula, string Equations)[] All { get; } =
    [
        // Two levels (Raudenbush & Bryk 2002, ch. 4): one-way, means as outcomes, random coefficients, intercepts and slopes as outcomes.
        ("mAch ~ 1 + (1 | school)", """
            mAch ~ 1
            across school
                intercept ~ 1
            """),
        ("mAch ~ 1 + meanses + (1 | school)", """
            mAch ~ 1
            across school
                intercept ~ 1 + meanses
            """),
        ("mAch ~ 1 + cses + (1 + cses | school)", """
            mAch ~ 1 + cses
            across school
                intercept ~ 1
                cses      ~ 1
            """),
        ("mAch ~ 1 + cses + meanses + sector + cses:meanses + cses:sector + (1 + cses | school)", """
            mAch ~ 1 + cses

            across school
                intercept ~ 1 + meanses + sector
                cses      ~ 1 + meanses + sector
            """),

        // Fixed and uncorrelated coefficients.
        ("mAch ~ cses + female + meanses + cses:meanses + (1 | school)", """
            mAch ~ cses + female
            across school
                intercept ~ 1 + meanses
                cses      ~ 1 + meanses, fixed
            """),
        ("y ~ x + z + (1 + x || g)", """
            y ~ x + z
            across g, uncorrelated
                intercept ~ 1
                x ~ 1
            """),
        ("y ~ x + (0 + x | g)", """
            y ~ x
            across g
                x ~ 1
            """),

        // Coefficients without a mean of their own.
        ("y ~ 0 + x + (1 + x | g)", """
            y ~ 1 + x
            across g
                intercept ~ 0
                x ~ 1
            """),
        ("y ~ 1 + x:z + z + (1 + x | g)", """
            y ~ 1 + x
            across g
                x         ~ 0 + z
                intercept ~ 1 + z
            """),
        ("y ~ 1 + (1 + x | g)", """
            y ~ x
            across g
                intercept ~ 1
                x ~ 0
            """),

        // Centring and transforms at either level; operators in equations.
        ("mAch ~ 1 + center(ses) + center(size) + log(age + 1) + center(ses):center(size) + (1 + center(ses) | school)", """
            mAch ~ 1 + center(ses)
            across school
                intercept   ~ 1 + center(size) + log(age + 1)
                center(ses) ~ 1 + center(size)
            """),
        ("y ~ I(x^2) + a + b + a:b + I(x^2):a + I(x^2):b + I(x^2):a:b + (1 + I(x^2) | g)", """
            y ~ I(x^2)
            across g
                intercept ~ a * b
                I(x^2) ~ a * b
            """),

        ("y ~ x + z + offset(log(size)) + (1 + x | g)", """
            y ~ x
            across g
                intercept ~ z + offset(log(size))
                x ~ 1
            """),

        // An interaction as a coefficient, in either order of its variables.
        ("y ~ age * Sex + w + age:Sex:w + (1 + age:Sex | g)", """
            y ~ age * Sex
            across g
                intercept ~ w
                Sex:age ~ w
            """),

        // Explicit random terms beside equations.
        ("y ~ x + z + (1 | item) + (1 + x | g)", """
            y ~ x + (1 | item)
            across g
                intercept ~ z
                x ~ 1
            """),

        // Three levels: predictors at each, cross-level interactions over two of them.
        ("y ~ 1 + (1 | school/class)", """
            y ~ 1
            across school
                intercept ~ 1
            across class in school
                intercept ~ 1
            """),
        ("y ~ 1 + time + size + sector + time:size + time:sector + size:sector + time:size:sector + (1 + time | school) + (1 + time | school:class)", """
            y ~ 1 + time
            across class in school
                intercept ~ 1 + size
                time      ~ 1 + size
            across school
                intercept ~ 1 + sector
                time      ~ 1 + sector
                size      ~ 1 + sector, fixed
                time:size ~ 1 + sector, fixed
            """),
        ("y ~ 1 + size + (1 + size || school) + (1 | school:class)", """
            across school, uncorrelated
                intercept ~ 1
                size      ~ 1
            y ~ 1
            across class in school
                intercept ~ 1 + size
            """),
        ("y ~ 0 + size + sector + (1 | school) + (1 | school:class)", """
            y ~ 1
            across class in school
                intercept ~ 1 + size
            across school
                intercept ~ 0 + sector
            """),

        // Four levels, and crossed factors.
        ("y ~ x + p + q + r + (1 | a) + (1 | a:b) + (1 + x | a:b:c)", """
            y ~ x
            across b in a
                intercept ~ q
            across a
                intercept ~ r
            across c in b in a
                intercept ~ p
                x ~ 1
            """),
        ("rt ~ 1 + freq + age + freq:age + (1 | item) + (1 + freq | person)", """
            rt ~ 1
            across item
                intercept ~ 1 + freq
            across person
                intercept ~ 1 + age
                freq      ~ 1 + age
            """),
    ];
}
