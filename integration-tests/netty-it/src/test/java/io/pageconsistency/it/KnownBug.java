package io.pageconsistency.it;

import java.util.Arrays;

/**
 * Bugs of released versions of Netty in the use of memory. Each is a row of {@code docs/netty-bugs.md}.
 *
 * <p>If a bug was in several releases, the test runs one of them, and one without the bug.
 */
enum KnownBug {
    ALIGNMENT("11101", "With an alignment, the address of every run lies outside of the run: buffers overlap", "4.1.52 to 4.1.60", "4.1.61",
            Seen.as("SIZE_MISMATCH", "hand out", "KnownBugs.alignment"), Try.of("4.1.52", "4.1.61", "alignment")),
    ELEMENT_SIZE("11955", "With an alignment, a buffer is given more bytes than its slot has", "to 4.1.72", "4.1.73",
            Seen.as("SIZE_MISMATCH", "hand out", "KnownBugs.elementSize"), Try.of("4.1.61", "4.1.94", "element-size")),
    LOST_RUNS("10896", "Runs stay claimed although nothing in them is held, and are never freed", "4.1.52 to 4.1.58", "4.1.59",
            Seen.as("LEAK", "free run", "PoolSubpage.free"), new Try("4.1.52", "4.1.61", "CountedLoad")),
    THREAD_CACHE("12749", "Memory taken by a thread that has ended goes into that thread's cache, which is never used again", "to 4.1.84", "4.1.85",
            Seen.as("LEAK", "take back", "KnownBugs.threadCache"), Try.of("4.1.61", "4.1.94", "thread-cache")),
    CAPACITY("13461", "Two threads that resize one buffer give its memory back twice", "to 4.1.94", "4.1.95",
            Seen.as("DOUBLE_FREE", "take back", "KnownBugs.resize"), Try.of("4.1.94", "4.1.95", "capacity")),
    ADAPTIVE_CONTENTION("14273", "An adaptive allocator that is busy releases a chunk once more than it was used", "4.1.110 to 4.1.112",
            "4.1.113", Seen.as("DOUBLE_FREE", "take back", "BusyAllocator.during"), Try.of("4.1.110", "4.1.115", "adaptive-contention")),
    FAILED_ALLOCATION("14314", "An adaptive allocator that was refused memory gives a chunk up in which there are buffers, and hands their"
            + " memory out again", "4.1.110 to 4.1.113", "4.1.114", Seen.as("REGION_CLOSED_IN_USE", "close", "KnownBugs.refused"),
            Try.of("4.1.110", "4.1.115", "failed-allocation").with("-XX:MaxDirectMemorySize=4m")),
    SLOT_FREED_TWICE("12564", "A slot that is freed twice is marked as used and offered all the same; later an index is out of bounds",
            "all", "open", Seen.as("DOUBLE_FREE", "take back", "Scenarios.slotFreedTwice"),
            new Try("4.2.20", null, "Scenarios", "names=slot-freed-twice")),
    ONE_OFF("14298", "The chunk of a buffer that grew while the adaptive allocator was busy is never given back", "4.1.110 to 4.1.113",
            "4.1.114", Seen.not("not seen: nobody holds any of it, and a pool may keep a chunk; the collector frees it in the end"),
            Try.of("4.1.110", "4.1.115", "one-off")),
    STRICTER_COUNTS("14322", "The reference count of an adaptive chunk goes wrong where threads meet, and the chunk is freed in use",
            "4.1.110 to 4.1.113", "4.1.114", Seen.not("not tried: a race that took up to two minutes of stress"), null),
    NO_MEMORY("15028", "A busy adaptive allocator gives out a buffer that has no memory", "4.1.118, 4.1.119, 4.2.0", "4.1.120, 4.2.1",
            Seen.not("not seen: the first use fails, and nobody's memory is touched"), null),
    BEYOND_MAXIMUM("16309", "An adaptive buffer grows beyond its own maximum", "4.2.10", "4.2.12",
            Seen.not("not seen: it stays within the memory that is its own"), null),
    WRONG_SIZE_OF_ENTRY("11939", "What is dropped from a thread's cache is freed with the size of another entry", "to 4.1.72", "4.1.73",
            Seen.not("not seen: the memory given back is the right one; the allocator itself fails with an index out of bounds"), null),
    COPY_THROUGH_CHUNK("15131", "Bulk writes to adaptive buffers go through the buffer of the whole chunk, whose position two threads"
            + " change", "–", "–", Seen.not(KnownBug.A_WRITE), null),
    TEXT_BEYOND_BUFFER("15391", "Text is written beyond the end of an adaptive buffer", "–", "–", Seen.not(KnownBug.A_WRITE), null),
    NIO_BUFFER("15402", "An NIO buffer is shared where each has its own", "–", "–", Seen.not(KnownBug.A_WRITE), null),
    TEXT_THROUGH_CHUNK("15652", "Text is written through the NIO buffer of the whole chunk, whose position two threads change", "–", "–",
            Seen.not(KnownBug.A_WRITE), null);

    private static final String A_WRITE = "not seen: a write to memory that is somebody else's: the books stay right";

    /**
     * How the agent reports the bug.
     *
     * @param kind the kind of the finding, or null if the agent cannot see the bug
     * @param call a call on the stack, as in the table
     */
    record Seen(String kind, String operation, String call, String reason) {
        static Seen as(String kind, String operation, String call) {
            return new Seen(kind, operation, call, null);
        }

        static Seen not(String reason) {
            return new Seen(null, null, null, reason);
        }
    }

    /**
     * A program that meets the bug.
     *
     * @param broken a release with the bug
     * @param mended a release without it, or null
     */
    record Try(String broken, String mended, String program, String[] arguments, String option) {
        Try(String broken, String mended, String program, String... arguments) {
            this(broken, mended, program, arguments, "-Dnothing");
        }

        static Try of(String broken, String mended, String bug) {
            return new Try(broken, mended, "KnownBugs", "bug=" + bug);
        }

        Try with(String virtualMachineOption) {
            return new Try(broken, mended, program, arguments, virtualMachineOption);
        }

        /** @param more further arguments of the program */
        Finished run(Platform platform, String... more) {
            String[] all = Arrays.copyOf(arguments, arguments.length + more.length);
            System.arraycopy(more, 0, all, arguments.length, more.length);
            return Java.of(platform).with(option).agent("stacks=all").recorded().run(program, all).exits(0);
        }
    }

    final String issue;
    final String what;
    final String releases;
    final String repaired;
    final Seen seen;
    /** Null if no program meets the bug in a reasonable time. */
    final Try attempt;

    KnownBug(String issue, String what, String releases, String repaired, Seen seen, Try attempt) {
        this.issue = issue;
        this.what = what;
        this.releases = releases;
        this.repaired = repaired;
        this.seen = seen;
        this.attempt = attempt;
    }

    boolean isSeen() {
        return seen.kind != null;
    }

    /** The row in the documentation. */
    String row() {
        return "| [" + issue + "](https://github.com/netty/netty/issues/" + issue + ") | " + what + " | " + releases + " | " + repaired + " | "
                + (isSeen() ? "`" + seen.kind + "` at " + seen.operation + ", by `" + seen.call + "`" : seen.reason) + " |";
    }
}
