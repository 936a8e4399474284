package io.pageconsistency.agent.allocators.described.yaml;

import java.util.Collection;
import java.util.Comparator;

/** Finds the name that a user probably meant. */
public final class Nearest {
    private Nearest() {
    }

    /** The word with the smallest distance; null if there are no words. */
    public static String to(String given, Collection<String> words) {
        return words.stream().min(Comparator.comparingInt((String word) -> distance(given, word))
                .thenComparing(Comparator.naturalOrder())).orElse(null);
    }

    /**
     * The class that was probably meant by the name of a missing class; null if none is similar. It has the same name in another
     * package or as a nested class, or almost the same name in the same package.
     */
    public static String type(String given, Collection<String> types) {
        String simple = simple(given);
        String scope = given.substring(0, given.length() - simple.length());
        String best = null;
        int least = allowed(simple) + 1;
        for (String type : types) {
            String other = simple(type);
            int distance = other.equals(simple) ? dotted(type).equals(dotted(given)) ? -1 : 0
                    : type.length() - other.length() == scope.length() && type.startsWith(scope) ? distance(simple, other)
                    : Integer.MAX_VALUE;
            if (distance < least || distance == least && best != null && type.compareTo(best) < 0) {
                best = type;
                least = distance;
            }
        }
        return best;
    }

    private static String simple(String type) {
        return type.substring(Math.max(type.lastIndexOf('.'), type.lastIndexOf('$')) + 1);
    }

    private static String dotted(String type) {
        return type.replace('$', '.');
    }

    /** {@code did you mean …?} if a word is similar enough, else an empty string. */
    public static String hint(String given, Collection<String> words) {
        String nearest = to(given, words);
        return nearest != null && distance(given, nearest) <= allowed(given)
                ? "; did you mean '" + nearest + "'?" : "";
    }

    /** The number of letters that may be wrong. */
    private static int allowed(String given) {
        return Math.max(2, given.length() / 3);
    }

    /** The number of letters to insert, remove or replace to turn one word into the other, ignoring case. */
    public static int distance(String one, String other) {
        String a = one.toLowerCase(java.util.Locale.ROOT);
        String b = other.toLowerCase(java.util.Locale.ROOT);
        int[] costs = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            costs[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = costs[0];
            costs[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = costs[j];
                costs[j] = Math.min(replaced, 1 + Math.min(costs[j], costs[j - 1]));
            }
        }
        return costs[b.length()];
    }
}
