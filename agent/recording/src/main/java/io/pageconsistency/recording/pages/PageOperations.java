package io.pageconsistency.recording.pages;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.pageconsistency.recording.event.AgentEvent;
import io.pageconsistency.recording.event.EventNames;
import io.pageconsistency.recording.finding.HeldPlace;
import io.pageconsistency.recording.finding.HeldSnapshot;

/**
 * Derives the states of pages from the operations of pools.
 *
 * <p>Events come thread by thread, not in the order of time. So they are sorted within a window of bounded size, which holds about
 * as many events as a chunk of the default size. Not thread-safe.
 */
public final class PageOperations {
    static final int WINDOW = 1 << 18;
    private static final Comparator<Operation> BY_TIME = Comparator.comparingLong(Operation::nanos);

    private record Operation(long nanos, char kind, int region, int page, int count, int slot, int holder, Whole whole) {
    }

    /**
     * The states of all pages of a region at one moment.
     *
     * @param snapshot the number of the snapshot of all memory that this is part of; 0 if only this region was looked at
     * @param holders the numbers of holders; a token's place is the index
     */
    private record Whole(int snapshot, List<PagesToken> tokens, int[] holders) {
    }

    /** The pages of a region that the allocator has claimed, and how many pieces of each run are held. */
    private static final class Pages {
        private byte[] claimed = new byte[0];
        private int[] pieces = new int[0];
        /** Whether single operations were recorded. They say more than a map of this region alone. */
        private boolean followed;

        void reach(int end) {
            if (end > claimed.length) {
                int length = Math.max(end, 2 * claimed.length);
                claimed = Arrays.copyOf(claimed, length);
                pieces = Arrays.copyOf(pieces, length);
            }
        }
    }

    private final PageFilm film;
    private final Map<Integer, Pages> regions = new HashMap<>();
    private Operation[] window = new Operation[1024];
    private int size;
    /** The number of operations and of tokens of maps in the window. */
    private int weight;
    private int lastSnapshot = -1;

    public PageOperations(PageFilm film) {
        this.film = film;
    }

    /** Adds an event of the type {@link EventNames#PAGE_ALLOCATION} or {@link EventNames#PAGE_FREE}. */
    public void add(AgentEvent event) {
        String name = event.text("operation");
        char kind = name == null ? '?' : switch (name) {
            case "reserve" -> 'r';
            case "hand out" -> 'h';
            case "take back" -> 't';
            case "release" -> 'f';
            default -> '?';
        };
        int page = event.count("page");
        int count = Math.max(1, event.count("pageCount"));
        int region = event.count("regionId");
        if (kind == '?' || page < 0 || page > Integer.MAX_VALUE - count || !film.shows(region, page + count)) {
            return;
        }
        int holder = kind == 'h' ? film.holder(new PageHolder(event.thread(), event.stack())) : -1;
        put(new Operation(event.nanos(), kind, region, page, count, (int) event.number("slot", -1), holder, null), 1);
    }

    /**
     * Adds an event of the type {@link EventNames#REGION_PAGES}.
     *
     * @param holders the snapshot of holders from that moment, or null
     */
    public void map(AgentEvent event, HeldSnapshot holders) {
        int region = event.count("regionId");
        String states = event.text("states");
        List<PagesToken> tokens = new ArrayList<>();
        int page = 0;
        for (String text : states == null || states.isBlank() ? new String[0] : states.strip().split(" ")) {
            PagesToken token = PagesToken.parse(text);
            if (token == null || page > Integer.MAX_VALUE - token.count() || !film.shows(region, page + token.count())) {
                break;
            }
            tokens.add(token);
            page += token.count();
        }
        put(new Operation(event.nanos(), 'm', region, 0, page, -1, -1,
                new Whole(event.count("snapshot"), tokens, numbers(holders))), 1 + tokens.size());
    }

    private int[] numbers(HeldSnapshot holders) {
        int last = holders == null ? 0 : holders.places().stream().mapToInt(HeldPlace::place).max().orElse(0);
        int[] numbers = new int[Math.min(last, PageFilm.MOST_HOLDERS) + 1];
        Arrays.fill(numbers, -1);
        for (HeldPlace place : holders == null ? List.<HeldPlace>of() : holders.places()) {
            if (place.place() > 0 && place.place() < numbers.length) {
                numbers[place.place()] = film.holder(new PageHolder(null, place.calls()));
            }
        }
        return numbers;
    }

    private void put(Operation operation, int pieces) {
        if (weight >= WINDOW) {
            Arrays.sort(window, 0, size, BY_TIME);
            apply((size + 1) / 2);
        }
        if (size == window.length) {
            window = Arrays.copyOf(window, 2 * size);
        }
        window[size++] = operation;
        weight += pieces;
    }

    /** Applies all that is in the window. Call this after the last event. */
    public void end() {
        Arrays.sort(window, 0, size, BY_TIME);
        apply(size);
    }

    /** Applies the first operations of the window. */
    private void apply(int number) {
        for (int i = 0; i < number; i++) {
            weight -= window[i].whole == null ? 1 : 1 + window[i].whole.tokens.size();
            apply(window[i]);
        }
        System.arraycopy(window, number, window, 0, size - number);
        Arrays.fill(window, size - number, size, null);
        size -= number;
    }

    private void apply(Operation operation) {
        Pages pages = regions.computeIfAbsent(operation.region, any -> new Pages());
        int end = operation.page + operation.count;
        pages.reach(end);
        long time = operation.nanos / 1_000_000;
        if (operation.whole == null) {
            pages.followed = true;
            lastSnapshot = -1;
        }
        switch (operation.kind) {
            case 'r' -> {
                if (operation.slot < 0) {
                    Arrays.fill(pages.claimed, operation.page, end, (byte) 1);
                    Arrays.fill(pages.pieces, operation.page, end, 0);
                    tell(time, operation, PageState.CACHED, -1, -1, 0);
                }
            }
            case 'f' -> {
                if (operation.slot < 0) {
                    Arrays.fill(pages.claimed, operation.page, end, (byte) 0);
                    Arrays.fill(pages.pieces, operation.page, end, 0);
                    tell(time, operation, PageState.FREE, -1, -1, 0);
                }
            }
            case 'm' -> whole(time, operation, pages);
            case 'h' -> {
                int held = operation.slot < 0 ? 1 : pages.pieces[operation.page] + 1;
                pages.pieces[operation.page] = held;
                tell(time, operation, operation.slot < 0 ? PageState.HELD : PageState.CUT, operation.holder, time, held);
            }
            default -> {
                int left = operation.slot < 0 ? 0 : Math.max(0, pages.pieces[operation.page] - 1);
                pages.pieces[operation.page] = left;
                boolean claimed = pages.claimed[operation.page] != 0;
                tell(time, operation, left > 0 ? PageState.CUT : claimed ? PageState.CACHED : PageState.FREE, -1, -1, left);
            }
        }
    }

    private void tell(long time, Operation operation, PageState state, int holder, long since, int pieces) {
        film.operation(time, new PageChange(operation.region, operation.page, operation.count, state, holder, since, pieces));
    }

    /** Replaces what is known of a region by a map of it, from that moment on. */
    private void whole(long time, Operation operation, Pages pages) {
        Whole whole = operation.whole;
        if (whole.snapshot == 0 && pages.followed) {
            return;
        }
        if (whole.snapshot == 0 || whole.snapshot != lastSnapshot) {
            film.begin(time);
            lastSnapshot = whole.snapshot;
        }
        int page = 0;
        for (PagesToken token : whole.tokens) {
            Arrays.fill(pages.claimed, page, page + token.count(), (byte) (token.state() == PageState.FREE ? 0 : 1));
            Arrays.fill(pages.pieces, page, page + token.count(), 0);
            pages.pieces[page] = token.pieces();
            int holder = token.place() < whole.holders.length ? whole.holders[token.place()] : -1;
            film.add(time, new PageChange(operation.region, page, token.count(), token.state(), holder,
                    token.age() < 0 ? -1 : time - token.age(), token.pieces()));
            page += token.count();
        }
    }
}
