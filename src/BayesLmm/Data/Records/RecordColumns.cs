using System.Globalization;
using System.Reflection;
using BayesLmm.Data.Columns;

namespace BayesLmm.Data.Records;

/// <summary>
/// Columns from values that are objects: numbers of any type become numeric, but whole numbers beyond 2⁵³ make their column identifiers, and everything else is
/// categorical by its text.
/// </summary>
internal static class RecordColumns
{
    /// <summary>A builder for values of a type; <see cref="Nullable{T}"/> counts as what it wraps.</summary>
    public static ColumnBuilder BuilderFor(Type type)
    {
        Type value = Nullable.GetUnderlyingType(type) ?? type;
        return ExactBuilder.Takes(value) ? new ExactBuilder() : IsNumeric(value) ? new NumericBuilder() : new CategoricalBuilder();
    }

    /// <summary>Adds a value; null and <see cref="DBNull"/> are missing. Dates are written as ISO 8601 has them.</summary>
    public static void Add(ColumnBuilder builder, object? value)
    {
        object? present = value is DBNull ? null : value;
        switch (builder)
        {
            case ExactBuilder numbers:
                numbers.Add(present);
                break;
            case NumericBuilder numbers:
                numbers.Add(present switch
                {
                    null => double.NaN,
                    Half half => (double)half,
                    _ => Convert.ToDouble(present, CultureInfo.InvariantCulture),
                });
                break;
            case CategoricalBuilder texts:
                texts.Add(TextOf(present));
                break;
        }
    }

    /// <summary>The public properties of a record that can be read, in the order of declaration.</summary>
    /// <exception cref="ArgumentException">The type has none.</exception>
    public static PropertyInfo[] PropertiesOf(Type type)
    {
        PropertyInfo[] properties =
        [
            .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(property => property.CanRead && property.GetIndexParameters().Length == 0),
        ];
        return properties.Length > 0 ? properties : throw new ArgumentException($"{type.Name} has no public property to make a column of.", nameof(type));
    }

    private static string? TextOf(object? value) => value switch
    {
        null => null,
        DateTime { TimeOfDay.Ticks: 0 } date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };

    private static bool IsNumeric(Type type) => !type.IsEnum
        && (Type.GetTypeCode(type) is >= TypeCode.SByte and <= TypeCode.Decimal || type == typeof(Half));
}
