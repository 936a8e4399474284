package io.pageconsistency.jmc;

import org.openjdk.jmc.common.item.IItemQuery;
import org.openjdk.jmc.common.unit.UnitLookup;
import org.openjdk.jmc.common.util.IPreferenceValueProvider;
import org.openjdk.jmc.flightrecorder.rules.IResult;
import org.openjdk.jmc.flightrecorder.rules.IRule;
import org.openjdk.jmc.flightrecorder.rules.ResultBuilder;
import org.openjdk.jmc.flightrecorder.rules.Severity;
import org.openjdk.jmc.flightrecorder.rules.TypedResult;

/**
 * What a rule says of a recording.
 *
 * @param score from 0 to 100, or -1 where nothing can be said
 * @param summary one sentence
 * @param explanation several lines, or null
 * @param solution what to do, or null
 */
record Answer(double score, String summary, String explanation, String solution) {
    static Answer notApplicable(String summary) {
        return new Answer(Severity.NA.getLimit(), summary, null, null);
    }

    static Answer ok(String summary) {
        return new Answer(Severity.OK.getLimit(), summary, null, null);
    }

    /** @param events what the rule looked at; shown by Mission Control's verbose reports */
    IResult of(IRule rule, IPreferenceValueProvider preferences, IItemQuery events) {
        ResultBuilder result = ResultBuilder.createFor(rule, preferences).setSeverity(Severity.get(score)).setSummary(summary)
                .setExplanation(explanation).setSolution(solution);
        if (score >= 0) {
            result.addResult(TypedResult.SCORE, UnitLookup.NUMBER_UNITY.quantity(score));
        }
        return result.addResult(TypedResult.ITEM_QUERY, events).build();
    }
}
