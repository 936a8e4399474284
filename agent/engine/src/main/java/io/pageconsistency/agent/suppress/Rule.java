package io.pageconsistency.agent.suppress;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import io.pageconsistency.ViolationKind;
import io.pageconsistency.report.Fault;
import io.pageconsistency.report.Fingerprint;

/** One line of the file: the description of a known fault. A fault matches only if everything on the line matches. Thread-safe. */
final class Rule {
    private static final String SITE = "[0-9a-f]{12}";
    private static final String BOTH = SITE + "-[0-9a-f]{8}";

    /** The keys that a line may have. */
    private enum Key {
        FINGERPRINT, KIND, POOL, FRAME;

        private final String word = name().toLowerCase(Locale.ROOT);
    }

    private final String place;
    private final String text;
    private final Map<Key, String> wanted = new EnumMap<>(Key.class);
    private volatile boolean met;

    /**
     * @param place file and line, for messages
     * @throws IllegalArgumentException if the line cannot be parsed; the message says why, and what is allowed
     */
    Rule(String place, String text) {
        this.place = place;
        this.text = text;
        for (String word : text.split("\\s+")) {
            int equals = word.indexOf('=');
            Key key = key(equals < 0 ? word : word.substring(0, equals));
            String value = equals < 0 ? "" : word.substring(equals + 1);
            check(key, value);
            if (wanted.put(key, value) != null) {
                throw new IllegalArgumentException("'" + key.word + "' is given twice; allowed: once in a line");
            }
        }
    }

    private static Key key(String word) {
        for (Key key : Key.values()) {
            if (key.word.equals(word)) {
                return key;
            }
        }
        throw new IllegalArgumentException("'" + word + "' is not a key of a known fault; allowed: "
                + Arrays.stream(Key.values()).map(key -> key.word + "=…").collect(Collectors.joining(", ")) + ", separated by spaces");
    }

    private static void check(Key key, String value) {
        boolean right = switch (key) {
            case FINGERPRINT -> value.matches(BOTH) || value.matches(SITE);
            case KIND -> Arrays.stream(ViolationKind.values()).anyMatch(kind -> kind.name().equals(value));
            default -> !value.isEmpty();
        };
        if (!right) {
            throw new IllegalArgumentException("'" + key.word + "' cannot be '" + value + "'; allowed: " + switch (key) {
                case FINGERPRINT -> "what a report calls so, such as 18cddf0bc775-5ded3243, or its first part alone";
                case KIND -> Arrays.stream(ViolationKind.values()).map(Enum::name).collect(Collectors.joining(", "));
                case POOL -> "the name of an allocator module, with * for any text";
                case FRAME -> "a class and a method, such as com.example.Service.close, with * for any text";
            });
        }
    }

    boolean matches(Fault fault) {
        for (Map.Entry<Key, String> each : wanted.entrySet()) {
            String value = each.getValue();
            boolean is = switch (each.getKey()) {
                case FINGERPRINT -> isFingerprint(value, fault.fingerprint());
                case KIND -> value.equals(fault.kind().name());
                case POOL -> isLike(value, fault.allocator());
                case FRAME -> isFrame(value, fault.guilty()) || isFrame(value, fault.earlier());
            };
            if (!is) {
                return false;
            }
        }
        met = true;
        return true;
    }

    /**
     * Whether a fingerprint matches. For many findings the earlier party is not on record; such a finding counts as the known
     * fault.
     */
    private static boolean isFingerprint(String wanted, Fingerprint found) {
        return wanted.equals(found.site()) || wanted.equals(found.toString())
                || found.earlier().isEmpty() && wanted.startsWith(found.site());
    }

    private static boolean isFrame(String pattern, String frame) {
        if (frame == null) {
            return false;
        }
        int colon = frame.indexOf(':');
        return isLike(pattern, frame) || colon >= 0 && isLike(pattern, frame.substring(0, colon));
    }

    /** Whether a text matches a pattern, in which each * stands for any text. */
    private static boolean isLike(String pattern, String text) {
        String[] parts = pattern.split("\\*", -1);
        if (parts.length == 1) {
            return pattern.equals(text);
        }
        String last = parts[parts.length - 1];
        if (!text.startsWith(parts[0]) || !text.endsWith(last)) {
            return false;
        }
        int at = parts[0].length();
        for (int i = 1; i < parts.length - 1; i++) {
            int found = text.indexOf(parts[i], at);
            if (found < 0) {
                return false;
            }
            at = found + parts[i].length();
        }
        return at <= text.length() - last.length();
    }

    /** Whether such a fault has occurred. */
    boolean isMet() {
        return met;
    }

    @Override
    public String toString() {
        return place + " (" + text + ")";
    }
}
