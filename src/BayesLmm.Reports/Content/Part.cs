using BayesLmm.Reports.Document;

namespace BayesLmm.Reports.Content;

/// <summary>One subject of a document, for people and for programs.</summary>
/// <param name="Sections">The sections that people read.</param>
/// <param name="Members">The members that programs read.</param>
internal sealed record Part(IReadOnlyList<Section> Sections, params IReadOnlyList<Member> Members);
