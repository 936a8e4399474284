package io.pageconsistency.agent.output.jfr;

import java.util.Map;
import java.util.TreeMap;

import io.pageconsistency.Holding;
import io.pageconsistency.region.Region;

/**
 * The pages of a region in few words, from the first on: {@code f120 h4#3@1500 s1#2@20*7 c2}.
 *
 * <p>Bounded: a region of very many pages, or in very many pieces, is told up to some place. Not thread-safe.
 */
final class PagesText {
    static final int MOST_PAGES = 1 << 17;
    static final int MOST_LETTERS = 1 << 15;

    /** What begins at a page: the last holder found there, and how many pieces. */
    private static final class Piece {
        private final long pages;
        private final boolean cut;
        private final int place;
        private final long age;
        private int pieces;

        Piece(long pages, boolean cut, int place, long age) {
            this.pages = pages;
            this.cut = cut;
            this.place = place;
            this.age = age;
        }
    }

    private final Region region;
    private final Map<Long, Piece> held = new TreeMap<>();

    PagesText(Region region) {
        this.region = region;
    }

    /**
     * @param place the number of the place that took it, 0 where it has none
     * @param age in milliseconds, negative where it is not known
     */
    void add(Holding holding, int place, long age) {
        long page = Math.max(0, holding.extent().page());
        long pages = Math.max(1, holding.extent().pageCount());
        boolean cut = holding.extent().isSlot() || holding.extent().pageCount() == 0;
        Piece piece = held.computeIfAbsent(page, any -> new Piece(pages, cut, place, age));
        piece.pieces++;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        long end = Math.min(region.pageCount(), MOST_PAGES);
        long page = 0;
        for (Map.Entry<Long, Piece> entry : held.entrySet()) {
            if (entry.getKey() >= page) {
                page = between(text, page, Math.min(entry.getKey(), end));
                if (page < entry.getKey() || page >= end || text.length() > MOST_LETTERS) {
                    break;
                }
                Piece piece = entry.getValue();
                append(text, piece.cut || piece.pieces > 1 ? 's' : 'h', Math.min(piece.pages, end - entry.getKey()));
                if (piece.place > 0) {
                    text.append('#').append(piece.place);
                }
                if (piece.age >= 0) {
                    text.append('@').append(piece.age);
                }
                if (piece.cut || piece.pieces > 1) {
                    text.append('*').append(piece.pieces);
                }
                page = Math.min(entry.getKey() + piece.pages, end);
            }
        }
        page = between(text, page, end);
        if (page < region.pageCount()) {
            append(text, '?', region.pageCount() - page);
        }
        return text.toString();
    }

    /** @return up to where it was told */
    private long between(StringBuilder text, long from, long to) {
        long page = from;
        while (page < to && text.length() <= MOST_LETTERS) {
            char state = state(page);
            long end = page + 1;
            while (end < to && state(end) == state && !region.isStart(end)) {
                end++;
            }
            append(text, state, end - page);
            page = end;
        }
        return page;
    }

    /** Held is, too, what was handed out since the holders were looked at, or where nobody looked at them. */
    private char state(long page) {
        return region.isHeld(page) ? 'h' : region.isReserved(page) ? 'c' : 'f';
    }

    private static void append(StringBuilder text, char state, long pages) {
        text.append(text.length() == 0 ? "" : " ").append(state).append(pages);
    }
}
