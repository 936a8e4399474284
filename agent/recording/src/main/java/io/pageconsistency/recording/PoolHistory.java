package io.pageconsistency.recording;

import java.util.Arrays;
import java.util.Comparator;

/**
 * The use of an allocator's regions over time.
 *
 * <p>Bounded: if there are too many moments, every second one is dropped, repeatedly. Not thread-safe.
 */
public final class PoolHistory {
    static final int MOST = 2048;

    /**
     * A moment.
     *
     * @param time in milliseconds of the epoch
     * @param capacity in bytes
     * @param reserved bytes that the allocator has claimed
     * @param held bytes of the pages that users hold
     */
    public record Point(long time, int regions, long capacity, long reserved, long held) {
    }

    private final String allocator;
    private Point[] points = new Point[16];
    private int size;
    /** One of this many moments is kept. */
    private int step = 1;
    private int skipped;

    PoolHistory(String allocator) {
        this.allocator = allocator;
    }

    void add(Point point) {
        if (++skipped < step) {
            return;
        }
        skipped = 0;
        if (size == MOST) {
            for (int i = 0; i < MOST / 2; i++) {
                points[i] = points[2 * i];
            }
            size = MOST / 2;
            step *= 2;
        }
        if (size == points.length) {
            points = Arrays.copyOf(points, 2 * size);
        }
        points[size++] = point;
    }

    /** Recordings that overlap are read one after the other, so the points may be out of order. */
    void sort() {
        Arrays.sort(points, 0, size, Comparator.comparingLong(Point::time));
    }

    public String allocator() {
        return allocator;
    }

    public int size() {
        return size;
    }

    public Point point(int index) {
        return points[index];
    }
}
