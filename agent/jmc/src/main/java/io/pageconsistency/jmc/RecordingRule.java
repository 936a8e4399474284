package io.pageconsistency.jmc;

import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.pageconsistency.recording.Coverage;
import io.pageconsistency.recording.Fleet;
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
 * A rule about events of the agent. It only presents: the recording model interprets the events.
 *
 * <p>A rule declares no required events. Otherwise Mission Control would silently skip it if the agent was not there; so the rule
 * itself says that it cannot answer.
 */
abstract class RecordingRule extends AbstractRule {
    /** The topic of all rules, also in {@code pages.xml}: the page shows the rules of its topic. */
    static final String TOPIC = "page_consistency";

    private static final String THE_RECORDING = "The recording ";

    private final IItemQuery events;

    RecordingRule(String id, String name, String eventType, String field) {
        super("io.pageconsistency." + id, name, TOPIC, List.of(), Answer.results(), Map.of());
        events = ItemQueryBuilder.fromWhere(ItemFilters.type(eventType)).select(JfrAttributes.START_TIME)
                .select(Attribute.attr(field, field, UnitLookup.PLAIN_TEXT)).build();
    }

    /** The answer about a recording with events of the agent. */
    abstract Answer answer(IItemCollection items, Fleet fleet, Coverage coverage);

    @Override
    protected final IResult getResult(IItemCollection items, IPreferenceValueProvider preferences, IResultValueProvider results) {
        Fleet fleet = Fleet.of("recording", JmcEvent.of(items));
        Coverage coverage = fleet.jvms().get(0).coverage();
        Answer answer = coverage.gap() == Coverage.Gap.NO_AGENT ? Answer.notApplicable(gap(coverage)) : answer(items, fleet, coverage);
        return answer.build(this, preferences, events);
    }

    /** A sentence about what the recording lacks. */
    static String gap(Coverage coverage) {
        return THE_RECORDING + coverage.gapInWords() + ".";
    }

    static String sentence(String words) {
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1) + ".";
    }
}
