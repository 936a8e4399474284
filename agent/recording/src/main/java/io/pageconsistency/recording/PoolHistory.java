package io.pageconsistency.recording;

import java.util.Arrays;

/**
 * How full the regions of an allocator were, moment by moment.
 *
 * <p>Bounded: where there are more moments than that, each second one is left out, again and again. Not thread-safe.
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
    /** Of so many moments one is kept. */
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
