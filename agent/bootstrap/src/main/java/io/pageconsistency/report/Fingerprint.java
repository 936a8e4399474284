package io.pageconsistency.report;

import io.pageconsistency.Operation;
import io.pageconsistency.Party;
import io.pageconsistency.ViolationKind;

/**
 * What a fault is known by: its kind, the call at fault, and the call of the earlier party, each as class, method and line.
 *
 * <p>Nothing in it differs between two runs of the same build: no address, no number, no thread, and none of the numbers in the
 * names of classes and methods that are made at run time or by the compiler for a lambda expression. Immutable.
 *
 * @param site the kind and the call at fault; twelve hexadecimal digits
 * @param earlier the call of the earlier party; eight of them, or empty where it is not on record
 */
public record Fingerprint(String site, String earlier) {
    private static final long OFFSET = 0xcbf2_9ce4_8422_2325L;
    private static final long PRIME = 0x100_0000_01b3L;
    private static final String DIGITS = "0123456789abcdef";
    private static final int SITE_DIGITS = 12;
    private static final int EARLIER_DIGITS = 8;
    private static final int DIGIT_BITS = 4;
    /** Numbers of fewer digits are given by compilers, and are the same in each run. */
    private static final int RANDOM_DIGITS = 5;

    public static Fingerprint of(Incident incident, StackTraceElement guilty, StackTraceElement earlier) {
        long site = hash(incident.kind().name(), OFFSET);
        site = hash(guilty == null ? incident.allocator() : inWords(guilty), site);
        if (incident.kind() == ViolationKind.METADATA_MISMATCH && guilty == null) {
            // Nobody is to blame, so that it is known by which of the pool's books is wrong, and how.
            site = hash(withoutNumbers(incident.explanation()), site);
        }
        return new Fingerprint(digits(site, SITE_DIGITS),
                earlier == null ? "" : digits(hash(inWords(earlier), OFFSET), EARLIER_DIGITS));
    }

    /** Whether a fault that is known by a fingerprint, as text, was a call's. */
    public static boolean isSite(String fingerprint, String kind, StackTraceElement guilty) {
        return fingerprint.startsWith(digits(hash(inWords(guilty), hash(kind, OFFSET)), SITE_DIGITS));
    }

    /** Whether the earlier party to a fault that is known by a fingerprint, as text, was a call's. */
    public static boolean isEarlier(String fingerprint, StackTraceElement earlier) {
        return fingerprint.endsWith('-' + digits(hash(inWords(earlier), OFFSET), EARLIER_DIGITS));
    }

    /** Whether somebody who is on the stack of such an operation has to do with it. */
    static boolean blamesCaller(ViolationKind kind, Operation operation) {
        if (kind == ViolationKind.LEAK) {
            return operation == Operation.TAKE_BACK;
        }
        // Who finds that memory was written while it was free is whoever comes next.
        return kind != ViolationKind.BITMAP_CORRUPTION && kind != ViolationKind.WRITE_AFTER_FREE && operation != Operation.SCAN;
    }

    /** The one of the earlier parties by whom such a fault is known; null where he is not on record. */
    static Party earlier(Incident incident) {
        return switch (incident.kind()) {
            case DOUBLE_FREE, INVALID_FREE, STALE_FREE, USE_AFTER_FREE, WRITE_AFTER_FREE -> incident.freedBy();
            default -> incident.allocatedBy();
        };
    }

    /** The frame as it enters a fingerprint. */
    public static String inWords(StackTraceElement frame) {
        String method = frame.getMethodName();
        String name = method.startsWith("lambda$") ? withoutNumber(method, 1) : method;
        return type(frame.getClassName()) + '.' + name + (frame.getLineNumber() < 0 ? "" : ":" + frame.getLineNumber());
    }

    private static String type(String name) {
        int slash = name.indexOf('/');
        String visible = slash < 0 ? name : name.substring(0, slash);
        // A class made at run time, of a lambda expression or by a proxy: what comes after the word is a number of this run.
        int made = visible.indexOf("$$");
        if (made >= 0) {
            int end = made + 2;
            while (end < visible.length() && Character.isLetter(visible.charAt(end))) {
                end++;
            }
            return visible.substring(0, end);
        }
        return withoutNumber(visible, visible.startsWith("$Proxy", visible.lastIndexOf('.') + 1) ? 1 : RANDOM_DIGITS);
    }

    private static String withoutNumber(String name, int digits) {
        int end = name.length();
        while (end > 0 && name.charAt(end - 1) >= '0' && name.charAt(end - 1) <= '9') {
            end--;
        }
        return name.length() - end >= digits ? name.substring(0, end) : name;
    }

    private static String withoutNumbers(String words) {
        StringBuilder kept = new StringBuilder();
        for (int i = 0; i < words.length(); i++) {
            if (!Character.isDigit(words.charAt(i))) {
                kept.append(words.charAt(i));
            }
        }
        return kept.toString();
    }

    /** FNV-1a: the same everywhere, and needs no class that might not be there on an exhausted heap. */
    private static long hash(String text, long begun) {
        long hash = begun;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * PRIME;
        }
        return (hash ^ '\n') * PRIME;
    }

    /** Of the upper bits, which are mixed best. */
    private static String digits(long hash, int count) {
        long mixed = (hash ^ hash >>> 32) * 0x9e37_79b9_7f4a_7c15L;
        char[] digits = new char[count];
        for (int i = 0; i < count; i++) {
            digits[i] = DIGITS.charAt((int) (mixed >>> Long.SIZE - DIGIT_BITS * (i + 1)) & 0xf);
        }
        return new String(digits);
    }

    /** Both parts, with a hyphen in between. */
    @Override
    public String toString() {
        return earlier.isEmpty() ? site : site + '-' + earlier;
    }
}
