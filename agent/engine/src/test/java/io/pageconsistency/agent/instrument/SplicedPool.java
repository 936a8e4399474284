package io.pageconsistency.agent.instrument;

/** What advice is spliced into: methods of all shapes. */
public class SplicedPool {
    int size = 3;
    private final long secret = 4;

    /** Its code begins with a loop, whose frame is where the advice ends. */
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

    public SplicedPool other() {
        return new SplicedPool();
    }

    public long readsSecret() {
        return secret;
    }

    public static int ofNobody(int given) {
        return given;
    }
}
