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
 * A rule about events of the agent, which says itself when it cannot say anything. It judges nothing: what events mean is the model's.
 *
 * <p>It requires no event, or Mission Control would leave it out where the agent was not there, without a word.
 */
abstract class RecordingRule extends AbstractRule {
    /** The same for all, and in {@code pages.xml}: the page shows what they say. */
    static final String TOPIC = "page_consistency";

    private static final String THE_RECORDING = "The recording ";

    private final IItemQuery events;

    RecordingRule(String id, String name, String eventType, String field) {
        super("io.pageconsistency." + id, name, TOPIC, List.of(), Answer.results(), Map.of());
        events = ItemQueryBuilder.fromWhere(ItemFilters.type(eventType)).select(JfrAttributes.START_TIME)
                .select(Attribute.attr(field, field, UnitLookup.PLAIN_TEXT)).build();
    }

    /** For a recording in which there are events of the agent. */
    abstract Answer answer(IItemCollection items, Fleet fleet, Coverage coverage);

    @Override
    protected final IResult getResult(IItemCollection items, IPreferenceValueProvider preferences, IResultValueProvider results) {
        Fleet fleet = Fleet.of("recording", JmcEvent.of(items));
        Coverage coverage = fleet.jvms().get(0).coverage();
        Answer answer = coverage.gap() == Coverage.Gap.NO_AGENT ? Answer.notApplicable(gap(coverage)) : answer(items, fleet, coverage);
        return answer.build(this, preferences, events);
    }

    /** What the recording lacks, as a sentence. */
    static String gap(Coverage coverage) {
        return THE_RECORDING + coverage.gapInWords() + ".";
    }

    static String sentence(String words) {
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1) + ".";
    }
}
