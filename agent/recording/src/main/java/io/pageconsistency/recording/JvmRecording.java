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

/**
 * The contents of the recordings of one virtual machine. Bounded in size, however long they are. Not thread-safe.
 */
public final class JvmRecording {
    static final int MOST_FINDINGS = 4000;
    static final int MOST_REGIONS = 4000;
    static final int MOST_SNAPSHOTS = 200;

    /**
     * Which virtual machine it is.
     *
     * @param started in milliseconds of the epoch
     */
    public record Identity(String host, int pid, String program, String java, String agent, long started) {
        static Identity of(AgentEvent event) {
            return new Identity(event.text("host"), event.count("pid"), event.text("program"),
                    event.text("java"), event.text("agent"), event.number("started", 0));
        }

        /** Whether it is the same process, whatever else was told. */
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
                // One that a newer agent has written.
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

    /** Of the regions that were closed, and then of all, the oldest that no finding is about. */
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
        // Two recordings of one process may both have it.
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
                // Each second one, and the first.
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

    /** No more is to come. */
    void end() {
        operations.end();
        film.end();
        histories = pools.all();
        snapshots.sort(java.util.Comparator.comparingLong(HeldSnapshot::time));
    }

    /** By which people know it: host and process number where they are on record, otherwise the file's name. */
    public String name() {
        return identity == null || String.valueOf(identity.host()).isEmpty() ? fileName : identity.host() + ":" + identity.pid();
    }

    /** Null where it is not in the recording. */
    public Identity identity() {
        return identity;
    }

    public List<String> files() {
        return Collections.unmodifiableList(files);
    }

    /** What could not be read, or is left out, and why. */
    public List<String> problems() {
        return Collections.unmodifiableList(problems);
    }

    public Coverage coverage() {
        return coverage;
    }

    /** All findings, those too that follow from others, as they were read. */
    public List<Finding> findings() {
        return Collections.unmodifiableList(findings);
    }

    /** How many there were besides. */
    public long findingsLeftOut() {
        return findingsLeftOut;
    }

    public List<RegionLife> regions() {
        return List.copyOf(regions.values());
    }

    public List<PoolHistory> pools() {
        return histories;
    }

    /** In order of time. */
    public List<HeldSnapshot> snapshots() {
        return Collections.unmodifiableList(snapshots);
    }

    public PageFilm film() {
        return film;
    }

    public long validations() {
        return validations;
    }

    /** Of the first event of ours, in milliseconds of the epoch; {@link Long#MAX_VALUE} where there is none. */
    public long firstTime() {
        return start;
    }

    /** Of the last event of ours, in milliseconds of the epoch; {@link Long#MIN_VALUE} where there is none. */
    public long lastTime() {
        return end;
    }
}
