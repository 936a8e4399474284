package io.pageconsistency.recording.replay;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.pageconsistency.Violation;
import io.pageconsistency.recording.RecordingReader;
import io.pageconsistency.recording.event.EventNames;
import io.pageconsistency.recording.file.FileProgress;
import io.pageconsistency.recording.file.Progress;
import jdk.jfr.consumer.EventStream;
import jdk.jfr.consumer.RecordedEvent;

/**
 * Replays the operations of a recording against a new ledger, up to the first divergence.
 *
 * <p>The events of one chunk are sorted by time, and only one chunk is kept in memory. A free writes its event before another user
 * can get the memory, and an allocation writes its event afterwards, so the order of time is the pool's order.
 */
public final class Replay {
    private static final String DATA_LOSS = "jdk.DataLoss";
    private static final int PASSES = 2;

    private final OfflineLedger ledger = new OfflineLedger();
    private final List<Operations> all = List.of(new AgentOperations(ledger), new NettyOperations(ledger));
    /** The last finding of the agent on each thread. */
    private final Map<String, RecordedEvent> reported = new HashMap<>();
    private long operations;
    private long lost;
    private Divergence divergence;

    private Replay() {
    }

    /**
     * Replays a recording.
     *
     * @throws IOException if the file does not exist or is not a recording
     */
    public static Replayed of(Path file, Progress progress) throws IOException {
        Replay replay = new Replay();
        String problem = RecordingReader.reading(file, PASSES, progress, (readable, at) -> {
            replay.read(readable, at, replay::survey);
            replay.all.forEach(Operations::surveyed);
            replay.read(readable, at, replay::operation);
        });
        return replay.result(problem);
    }

    // A stream that is closed by its own consumer ends early.
    @SuppressWarnings("try")
    private void read(Path file, FileProgress progress, Consumer<RecordedEvent> consumer) throws IOException {
        try (EventStream events = EventStream.openFile(file)) {
            events.setReuse(false);
            Consumer<RecordedEvent> untilTheFirst = event -> {
                consumer.accept(event);
                progress.at(event.getStartTime().toEpochMilli());
                if (divergence != null) {
                    events.close();
                }
            };
            all.forEach(those -> those.types().forEach(type -> events.onEvent(type, untilTheFirst)));
            events.onEvent(EventNames.VIOLATION, untilTheFirst);
            events.onEvent(DATA_LOSS, untilTheFirst);
            events.start();
        }
        progress.passed();
    }

    private void survey(RecordedEvent event) {
        String type = event.getEventType().getName();
        if (type.equals(DATA_LOSS)) {
            lost += event.getLong("amount");
        }
        all.stream().filter(those -> those.types().contains(type)).forEach(those -> those.survey(event));
    }

    private void operation(RecordedEvent event) {
        String type = event.getEventType().getName();
        if (divergence != null) {
            return;
        }
        if (type.equals(EventNames.VIOLATION)) {
            reported.put(thread(event), event);
            return;
        }
        for (Operations those : all) {
            if (those.types().contains(type) && those.replay(event)) {
                operations++;
                if (ledger.finding() != null) {
                    divergence = divergence(ledger.finding(), event, those);
                }
            }
        }
    }

    private static String thread(RecordedEvent event) {
        return event.getThread() == null ? "" : event.getThread().getId() + "";
    }

    private Divergence divergence(Violation finding, RecordedEvent event, Operations those) {
        RecordedEvent known = reported.get(thread(event));
        boolean same = known != null && event.hasField("regionId") && known.getInt("regionId") == event.getInt("regionId");
        return new Divergence(operations, finding.kind().name(), finding.summary(), finding.explanation(), those.memory(), Party.of(event),
                those.allocatedBy(), those.freedBy(), same ? known.getInt("sequence") : 0);
    }

    private Replayed result(String problem) {
        List<Operations> replayed = all.stream().filter(Operations::any).toList();
        List<String> limits = new ArrayList<>();
        if (problem != null) {
            limits.add("the recording " + problem);
        }
        if (lost > 0) {
            limits.add("the flight recorder lost " + lost + " bytes of events: what is found here may come from what is missing");
        }
        replayed.forEach(those -> limits.addAll(those.limits()));
        return new Replayed(operations, replayed.stream().mapToLong(Operations::leftOut).sum(), replayed.stream().map(Operations::origin).toList(), divergence, limits);
    }
}
