package io.pageconsistency.agent.instrument.advice;

/** The class into which calls are inserted: it has methods of all shapes. */
public class HookedPool {
    int size = 3;
    Object kept;
    private final long secret = 4;

    /** The code begins with a loop, so its first frame is where the call of the hook ends. */
    public long loop(long start, int count) {
        while (start < count) {
            start += size;
        }
        return start;
    }

    public Object several(int way, double weight) {
        if (way == 0) {
            return "first";
        }
        try {
            for (int i = 0; i < way; i++) {
                if (i == size) {
                    return weight;
                }
            }
            return Integer.parseInt("no number");
        } catch (NumberFormatException e) {
            return "second";
        } finally {
            size++;
        }
    }

    public void nothing(Object held, byte small) {
        size = small;
    }

    public void fails(String why, long handle) {
        if (handle > 0) {
            throw new IllegalStateException(why);
        }
    }

    public int overwrites(int given) {
        given++;
        return given;
    }

    public HookedPool other() {
        return new HookedPool();
    }

    public long given(HookedPool other) {
        return other.secret;
    }

    public int size() {
        return size;
    }

    public static int ofNobody(int given) {
        return given;
    }
}
