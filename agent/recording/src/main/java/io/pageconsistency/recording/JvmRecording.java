package io.pageconsistency.recording;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.pageconsistency.recording.event.AgentEvent;
import io.pageconsistency.recording.event.EventNames;
import io.pageconsistency.recording.finding.Finding;
import io.pageconsistency.recording.finding.HeldPlace;
import io.pageconsistency.recording.finding.HeldSnapshot;
import io.pageconsistency.recording.pages.PageFilm;
import io.pageconsistency.recording.pages.PageOperations;

/** The contents of the recordings of one virtual machine. The size is bounded, however long the recordings are. Not thread-safe. */
public final class JvmRecording {
    static final int MOST_FINDINGS = 4000;
    static final int MOST_REGIONS = 4000;
    static final int MOST_SNAPSHOTS = 200;

    /**
     * The identity of a virtual machine.
     *
     * @param started in milliseconds of the epoch
     */
    public record Identity(String host, int pid, String program, String java, String agent, long started) {
        static Identity of(AgentEvent event) {
            return new Identity(event.text("host"), event.count("pid"), event.text("program"),
                    event.text("java"), event.text("agent"), event.number("started", 0));
        }

        /** Whether this is the same process, even if other fields differ. */
        boolean isSame(Identity other) {
            return other != null && pid == other.pid && started == other.started && String.valueOf(host).equals(other.host);
        }
    }

    private final String fileName;
    private final List<String> files = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private Identity identity;
    private final Coverage coverage = new Coverage();
    private final List<Finding> findings = new ArrayList<>();
    private final Set<Integer> sequences = new HashSet<>();
    private long findingsLeftOut;
    private final Map<Integer, RegionLife> regions = new LinkedHashMap<>();
    private final PoolHistories pools = new PoolHistories();
    private List<PoolHistory> histories = List.of();
    private final List<HeldSnapshot> snapshots = new ArrayList<>();
    private final PageFilm film = new PageFilm();
    private final PageOperations operations = new PageOperations(film);
    private long validations;
    private long start = Long.MAX_VALUE;
    private long end = Long.MIN_VALUE;

    JvmRecording(String fileName, Identity identity) {
        this.fileName = fileName;
        this.identity = identity;
    }

    void file(String file) {
        files.add(file);
    }

    void problem(String problem) {
        problems.add(problem);
    }

    void add(AgentEvent event) {
        String type = event.type();
        if (!type.startsWith(EventNames.PREFIX)) {
            return;
        }
        coverage.add(event);
        long time = event.millis();
        start = Math.min(start, time);
        end = Math.max(end, time);
        switch (type) {
            case EventNames.VIOLATION -> finding(Finding.of(event));
            case EventNames.PROCESS -> identity = Identity.of(event);
            case EventNames.REGION_OPENED -> region(event).opened(event);
            case EventNames.REGION_CLOSED -> region(event).closed(event);
            case EventNames.REGION_STATISTICS -> {
                pools.add(event);
                if (event.count("regionId") != 0) {
                    region(event).statistics(event);
                }
            }
            case EventNames.HOLDER -> holder(event);
            case EventNames.REGION_PAGES -> pages(event);
            case EventNames.PAGE_ALLOCATION, EventNames.PAGE_FREE -> {
                operations.add(event);
                int pages = event.count("page") + event.count("pageCount");
                region(event).reaches("", pages);
            }
            case EventNames.VALIDATION -> validations++;
            default -> {
                // A newer agent wrote this type of event.
            }
        }
    }

    private RegionLife region(AgentEvent event) {
        int id = event.count("regionId");
        RegionLife known = regions.get(id);
        if (known == null) {
            if (regions.size() >= MOST_REGIONS) {
                forget();
            }
            known = new RegionLife(id);
            regions.put(id, known);
        }
        return known;
    }

    /** Drops the oldest regions that no finding is about: closed regions first, then any. */
    private void forget() {
        Set<Integer> named = new HashSet<>();
        findings.forEach(finding -> named.add(finding.regionId()));
        int goal = MOST_REGIONS * 3 / 4;
        for (boolean closed : new boolean[] {true, false}) {
            var lives = regions.values().iterator();
            while (lives.hasNext() && regions.size() > goal) {
                RegionLife life = lives.next();
                if (!named.contains(life.id()) && (!closed || life.closed() >= 0)) {
                    lives.remove();
                }
            }
        }
    }

    private void finding(Finding finding) {
        // Two recordings of one process may both contain this finding.
        if (!sequences.add(finding.sequence())) {
            return;
        }
        if (findings.size() >= MOST_FINDINGS) {
            findingsLeftOut++;
            return;
        }
        findings.add(finding);
        if (finding.regionId() > 0 && finding.page() >= 0) {
            regions.computeIfAbsent(finding.regionId(), RegionLife::new)
                    .reaches(finding.allocator(), (long) finding.page() + finding.pageCount());
        }
    }

    private void holder(AgentEvent event) {
        int number = event.count("snapshot");
        HeldSnapshot last = snapshots.isEmpty() ? null : snapshots.get(snapshots.size() - 1);
        if (last == null || last.number() != number) {
            if (snapshots.size() >= MOST_SNAPSHOTS) {
                // Keeps the first snapshot and every second one after it.
                for (int i = snapshots.size() - 1; i > 0; i -= 2) {
                    snapshots.remove(i);
                }
            }
            last = new HeldSnapshot(number, event.millis(), new ArrayList<>());
            snapshots.add(last);
        }
        last.places().add(HeldPlace.of(event));
    }

    private void pages(AgentEvent event) {
        region(event).pages(event);
        HeldSnapshot last = snapshots.isEmpty() ? null : snapshots.get(snapshots.size() - 1);
        operations.map(event, last != null && last.number() == event.count("snapshot") ? last : null);
    }

    /** Call this after the last event. */
    void end() {
        operations.end();
        film.end();
        histories = pools.all();
        snapshots.sort(java.util.Comparator.comparingLong(HeldSnapshot::time));
    }

    /** The host and the process number if they are on record, otherwise the name of the file. */
    public String name() {
        return identity == null || String.valueOf(identity.host()).isEmpty() ? fileName : identity.host() + ":" + identity.pid();
    }

    /** The identity, or null if the recording does not contain it. */
    public Identity identity() {
        return identity;
    }

    public List<String> files() {
        return Collections.unmodifiableList(files);
    }

    /** The parts that could not be read or are left out, each with the reason. */
    public List<String> problems() {
        return Collections.unmodifiableList(problems);
    }

    public Coverage coverage() {
        return coverage;
    }

    /** All findings in the order in which they were read, including follow-ups. */
    public List<Finding> findings() {
        return Collections.unmodifiableList(findings);
    }

    /** The number of findings that were not kept. */
    public long findingsLeftOut() {
        return findingsLeftOut;
    }

    public List<RegionLife> regions() {
        return List.copyOf(regions.values());
    }

    public List<PoolHistory> pools() {
        return histories;
    }

    /** The snapshots in order of time. */
    public List<HeldSnapshot> snapshots() {
        return Collections.unmodifiableList(snapshots);
    }

    public PageFilm film() {
        return film;
    }

    public long validations() {
        return validations;
    }

    /** The time of the agent's first event, in milliseconds of the epoch; {@link Long#MAX_VALUE} if there is none. */
    public long firstTime() {
        return start;
    }

    /** The time of the agent's last event, in milliseconds of the epoch; {@link Long#MIN_VALUE} if there is none. */
    public long lastTime() {
        return end;
    }
}
