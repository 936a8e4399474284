package io.pageconsistency.report;

import io.pageconsistency.Operation;
import io.pageconsistency.Party;
import io.pageconsistency.ViolationKind;

/**
 * A hash that names a fault: of its kind, the call at fault and the earlier party's call, each call as class, method and line.
 *
 * <p>It is the same in each run of one build. So it contains no address, no sequence and no thread, and no numbers from the names
 * of classes and methods that are generated at run time or by the compiler for lambda expressions. Immutable.
 *
 * @param site the hash of the kind and the call at fault; twelve hexadecimal digits
 * @param earlier the hash of the earlier party's call; eight hexadecimal digits, or empty if not on record
 */
public record Fingerprint(String site, String earlier) {
    private static final long OFFSET = 0xcbf2_9ce4_8422_2325L;
    private static final long PRIME = 0x100_0000_01b3L;
    private static final String DIGITS = "0123456789abcdef";
    private static final int SITE_DIGITS = 12;
    private static final int EARLIER_DIGITS = 8;
    private static final int DIGIT_BITS = 4;
    /** Shorter numbers in class names come from compilers and are the same in each run. */
    private static final int RANDOM_DIGITS = 5;

    public static Fingerprint of(Incident incident, StackTraceElement guilty, StackTraceElement earlier) {
        long site = hash(incident.kind().name(), OFFSET);
        site = hash(guilty == null ? incident.allocator() : inWords(guilty), site);
        if (incident.kind() == ViolationKind.METADATA_MISMATCH && guilty == null) {
            // No call is at fault, so the text of the finding names the fault: which of the pool's books is wrong, and how.
            site = hash(withoutNumbers(incident.explanation()), site);
        }
        return new Fingerprint(digits(site, SITE_DIGITS),
                earlier == null ? "" : digits(hash(inWords(earlier), OFFSET), EARLIER_DIGITS));
    }

    /** Whether a fingerprint, as text, names a fault of this kind and call. */
    public static boolean isSite(String fingerprint, String kind, StackTraceElement guilty) {
        return fingerprint.startsWith(digits(hash(inWords(guilty), hash(kind, OFFSET)), SITE_DIGITS));
    }

    /** Whether a fingerprint, as text, names this call as the earlier party's. */
    public static boolean isEarlier(String fingerprint, StackTraceElement earlier) {
        return fingerprint.endsWith('-' + digits(hash(inWords(earlier), OFFSET), EARLIER_DIGITS));
    }

    /** Whether a call on the stack of such an operation is at fault. */
    static boolean blamesCaller(ViolationKind kind, Operation operation) {
        if (kind == ViolationKind.LEAK) {
            return operation == Operation.TAKE_BACK;
        }
        // A write after free is found by the next user of the memory, who is innocent.
        return kind != ViolationKind.BITMAP_CORRUPTION && kind != ViolationKind.WRITE_AFTER_FREE && operation != Operation.SCAN;
    }

    /** The earlier party that is part of the fingerprint of such a fault; null if not on record. */
    static Party earlier(Incident incident) {
        return switch (incident.kind()) {
            case DOUBLE_FREE, INVALID_FREE, STALE_FREE, USE_AFTER_FREE, WRITE_AFTER_FREE -> incident.freedBy();
            default -> incident.allocatedBy();
        };
    }

    /** The text of a frame that is hashed. */
    public static String inWords(StackTraceElement frame) {
        String method = frame.getMethodName();
        String name = method.startsWith("lambda$") ? withoutNumber(method, 1) : method;
        return type(frame.getClassName()) + '.' + name + (frame.getLineNumber() < 0 ? "" : ":" + frame.getLineNumber());
    }

    private static String type(String name) {
        int slash = name.indexOf('/');
        String visible = slash < 0 ? name : name.substring(0, slash);
        // A class generated at run time, for a lambda expression or a proxy: the rest of its name differs from run to run.
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

    /** FNV-1a: platform-independent, and loads no class, which could fail when the heap is full. */
    private static long hash(String text, long begun) {
        long hash = begun;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * PRIME;
        }
        return (hash ^ '\n') * PRIME;
    }

    /** Hexadecimal digits from the upper bits, which are mixed best. */
    private static String digits(long hash, int count) {
        long mixed = (hash ^ hash >>> 32) * 0x9e37_79b9_7f4a_7c15L;
        char[] digits = new char[count];
        for (int i = 0; i < count; i++) {
            digits[i] = DIGITS.charAt((int) (mixed >>> Long.SIZE - DIGIT_BITS * (i + 1)) & 0xf);
        }
        return new String(digits);
    }

    /** Both parts, separated by a hyphen. */
    @Override
    public String toString() {
        return earlier.isEmpty() ? site : site + '-' + earlier;
    }
}
