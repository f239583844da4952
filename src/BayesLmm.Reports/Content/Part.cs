using BayesLmm.Reports.Document;

namespace BayesLmm.Reports.Content;

/// <summary>What a document has of one thing, for people and for programs.</summary>
/// <param name="Sections">What people read of it.</param>
/// <param name="Members">What programs read of it.</param>
internal sealed record Part(IReadOnlyList<Section> Sections, params IReadOnlyList<Member> Members);
