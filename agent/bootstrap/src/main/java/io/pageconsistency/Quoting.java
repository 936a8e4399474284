package io.pageconsistency;

/**
 * Makes text from outside (names of threads and classes, paths, messages) safe to print: the text stays on its line, and can
 * neither move the cursor, nor change the reading direction, nor break the encoding.
 *
 * <p>Each invisible character becomes {@code \}{@code u} and four hexadecimal digits, as in Java and in JSON. Stateless.
 */
public final class Quoting {
    private static final int HEX_DIGIT = 4;
    private static final String HEX = "0123456789abcdef";

    private Quoting() {
    }

    /** Escapes the invisible characters of a text. Returns the text itself if there are none. Idempotent. */
    public static String plain(String text) {
        if (text == null) {
            return null;
        }
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            if (isInvisible(text.codePointAt(i))) {
                StringBuilder safe = new StringBuilder(text.length() + 32).append(text, 0, i);
                append(safe, text, i, "");
                return safe.toString();
            }
        }
        return text;
    }

    /** The text between quotation marks; quotation marks and backslashes inside it are escaped. */
    public static String quoted(String text) {
        if (text == null) {
            return "null";
        }
        StringBuilder safe = new StringBuilder(text.length() + 2).append('"');
        append(safe, text, 0, "\"\\");
        return safe.append('"').toString();
    }

    /** Appends a text from an index on, with a backslash before each of the characters in {@code escaped}. */
    private static void append(StringBuilder safe, String text, int from, String escaped) {
        for (int i = from; i < text.length();) {
            int point = text.codePointAt(i);
            int end = i + Character.charCount(point);
            if (isInvisible(point)) {
                for (; i < end; i++) {
                    appendHex(safe, text.charAt(i));
                }
            } else {
                if (escaped.indexOf(point) >= 0) {
                    safe.append('\\');
                }
                safe.appendCodePoint(point);
                i = end;
            }
        }
    }

    private static void appendHex(StringBuilder safe, char c) {
        safe.append('\\').append('u');
        for (int shift = 3 * HEX_DIGIT; shift >= 0; shift -= HEX_DIGIT) {
            safe.append(HEX.charAt(c >> shift & 0xf));
        }
    }

    /** Control and format characters, line and paragraph separators, and unpaired surrogates. */
    private static boolean isInvisible(int point) {
        if (point < 0x7f) {
            return point < ' ';
        }
        return switch (Character.getType(point)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
