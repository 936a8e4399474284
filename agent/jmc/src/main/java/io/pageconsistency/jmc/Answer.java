package io.pageconsistency.jmc;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.openjdk.jmc.common.item.IItemQuery;
import org.openjdk.jmc.common.unit.UnitLookup;
import org.openjdk.jmc.common.util.IPreferenceValueProvider;
import org.openjdk.jmc.flightrecorder.rules.IResult;
import org.openjdk.jmc.flightrecorder.rules.IRule;
import org.openjdk.jmc.flightrecorder.rules.ResultBuilder;
import org.openjdk.jmc.flightrecorder.rules.Severity;
import org.openjdk.jmc.flightrecorder.rules.TypedCollectionResult;
import org.openjdk.jmc.flightrecorder.rules.TypedResult;

/**
 * A rule's answer about a recording.
 *
 * <p>Several lines are a named list, whose name is in braces in the text. Mission Control 9.1 shows such lists as lists, but joins
 * the lines of plain text.
 */
final class Answer {
    static final TypedCollectionResult<String> POINTS = list("points", "What was found");
    static final TypedCollectionResult<String> STACK = list("stack", "The stack of the first finding");
    static final TypedCollectionResult<String> NOTES = list("notes", "Notes");
    static final TypedCollectionResult<String> PAGES = list("pages", "Documentation");

    /** Begins each element on a line of its own, even if Mission Control writes the list in one line. */
    private static final String NEW_LINE = "\n    ";

    private final double score;
    private final String summary;
    private final Map<TypedCollectionResult<String>, List<String>> lists = new LinkedHashMap<>();
    private String explanation;
    private String solution;

    private Answer(double score, String summary) {
        this.score = score;
        this.summary = summary;
    }

    /**
     * @param score from 0 to 100
     * @param summary one sentence
     */
    static Answer of(double score, String summary) {
        return new Answer(score, summary);
    }

    static Answer notApplicable(String summary) {
        return new Answer(Severity.NA.getLimit(), summary);
    }

    static Answer ok(String summary) {
        return new Answer(Severity.OK.getLimit(), summary);
    }

    private static TypedCollectionResult<String> list(String identifier, String description) {
        return new TypedCollectionResult<>(identifier, identifier, description, UnitLookup.PLAIN_TEXT, String.class);
    }

    Answer because(String text) {
        explanation = text;
        return this;
    }

    Answer advising(String text) {
        solution = text;
        return this;
    }

    Answer with(TypedCollectionResult<String> list, List<String> lines) {
        lists.put(list, lines.stream().map(NEW_LINE::concat).toList());
        return this;
    }

    static List<TypedResult<?>> results() {
        return List.of(TypedResult.SCORE, TypedResult.ITEM_QUERY, POINTS, STACK, NOTES, PAGES);
    }

    /** @param events the events that the rule used; Mission Control's verbose reports show them */
    IResult build(IRule rule, IPreferenceValueProvider preferences, IItemQuery events) {
        ResultBuilder result = ResultBuilder.createFor(rule, preferences).setSeverity(Severity.get(score)).setSummary(summary)
                .setExplanation(explanation).setSolution(solution).addResult(TypedResult.ITEM_QUERY, events);
        if (score >= 0) {
            result.addResult(TypedResult.SCORE, UnitLookup.NUMBER_UNITY.quantity(score));
        }
        lists.forEach(result::addResult);
        return result.build();
    }
}
