package io.pageconsistency.agent.output.jfr;

import java.util.Map;
import java.util.TreeMap;

import io.pageconsistency.Holding;
import io.pageconsistency.region.Region;

/**
 * Formats the states of a region's pages as a short text, from the first page on: {@code f120 h4#3@1500 s1#2@20*7 c2}.
 *
 * <p>The text has a bounded length. If a region has very many pages or pieces, the text ends before the last page. Not thread-safe.
 */
final class PagesText {
    static final int MOST_PAGES = 1 << 17;
    static final int MOST_LETTERS = 1 << 15;

    /** The held pieces that begin at one page: their number, and the holder of the last one. */
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
     * @param place the number of the place that took the memory; 0 if it has none
     * @param age in milliseconds; negative if it is not known
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

    /** @return the first page after the text */
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

    /** A page can be held without a holder in this text: it was handed out after the holders were read, or they were not read. */
    private char state(long page) {
        return region.isHeld(page) ? 'h' : region.isReserved(page) ? 'c' : 'f';
    }

    private static void append(StringBuilder text, char state, long pages) {
        text.append(text.length() == 0 ? "" : " ").append(state).append(pages);
    }
}
