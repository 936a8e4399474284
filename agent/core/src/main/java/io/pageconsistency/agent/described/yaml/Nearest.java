package io.pageconsistency.agent.described.yaml;

import java.util.Collection;
import java.util.Comparator;

/** Finds what somebody probably meant. */
public final class Nearest {
    private Nearest() {
    }

    /** The word with the fewest letters to change; null when there are none to choose from. */
    public static String to(String given, Collection<String> words) {
        return words.stream().min(Comparator.comparingInt((String word) -> distance(given, word))
                .thenComparing(Comparator.naturalOrder())).orElse(null);
    }

    /** {@code did you mean …?} where one is near enough to be meant, else nothing. */
    static String hint(String given, Collection<String> words) {
        String nearest = to(given, words);
        return nearest != null && distance(given, nearest) <= Math.max(2, given.length() / 3)
                ? "; did you mean '" + nearest + "'?" : "";
    }

    /** How many letters to insert, remove or replace to get from the one to the other, whatever their case. */
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
