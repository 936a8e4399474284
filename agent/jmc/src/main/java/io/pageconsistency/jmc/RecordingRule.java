package io.pageconsistency.jmc;

import java.util.List;
import java.util.Map;

import org.openjdk.jmc.common.item.Attribute;
import org.openjdk.jmc.common.item.IItemCollection;
import org.openjdk.jmc.common.item.IItemQuery;
import org.openjdk.jmc.common.item.ItemFilters;
import org.openjdk.jmc.common.item.ItemQueryBuilder;
import org.openjdk.jmc.common.unit.UnitLookup;
import org.openjdk.jmc.common.util.IPreferenceValueProvider;
import org.openjdk.jmc.flightrecorder.JfrAttributes;
import org.openjdk.jmc.flightrecorder.rules.AbstractRule;
import org.openjdk.jmc.flightrecorder.rules.IResult;
import org.openjdk.jmc.flightrecorder.rules.IResultValueProvider;

/**
 * A rule about events of the agent, which says itself when it cannot say anything.
 *
 * <p>It requires no event, or Mission Control would leave it out where the agent was not there, without a word.
 */
abstract class RecordingRule extends AbstractRule {
    /** The same for all, and in {@code pages.xml}: the page shows what they say. */
    static final String TOPIC = "page_consistency";

    private static final String UNSEEN = "Nothing was checked: the recording has no event of page-consistency. The agent was not there, or its"
            + " events were switched off.";
    static final String UNCHECKED =
            "Nothing was checked: the agent was on, but no operation of a pool that it watches was seen.";

    private final IItemQuery events;

    RecordingRule(String id, String name, String eventType, String field) {
        super("io.pageconsistency." + id, name, TOPIC, List.of(), Answer.results(), Map.of());
        events = ItemQueryBuilder.fromWhere(ItemFilters.type(eventType)).select(JfrAttributes.START_TIME)
                .select(Attribute.attr(field, field, UnitLookup.PLAIN_TEXT)).build();
    }

    /** For a recording in which there are events of the agent. */
    abstract Answer judge(IItemCollection items, Coverage coverage);

    @Override
    protected final IResult getResult(IItemCollection items, IPreferenceValueProvider preferences, IResultValueProvider results) {
        Answer answer = RecordedItem.isAnyIn(items) ? judge(items, Coverage.of(items)) : Answer.notApplicable(UNSEEN);
        return answer.build(this, preferences, events);
    }

    /** For example {@code 1 violation} and {@code 2 violations}. */
    static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
