package io.pageconsistency.agent.options;

import java.io.BufferedReader;
import java.io.File;
import java.io.FileReader;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A file of options: lines of {@code key=value} in UTF-8, with or without a byte order mark. Spaces around key and value are
 * ignored, and so are empty lines and lines that begin with {@code #}. There are no escapes: a backslash is a backslash.
 */
final class OptionsFile {
    /** A hundred times the size that all options together need. */
    private static final int LONGEST = 1 << 16;
    private static final char BYTE_ORDER_MARK = '\ufeff';

    private OptionsFile() {
    }

    /**
     * @param file the file, as it was given
     * @throws BadOption if the file cannot be read, or contains an option that is unknown or not allowed there
     */
    static Map<Option, Given> read(Given file) throws BadOption {
        List<String> lines;
        try {
            lines = lines(new File(file.value()));
        } catch (IOException e) {
            throw Options.bad(Option.CONFIG, file, Option.CONFIG.allowed() + " (" + e.getMessage() + ")");
        }
        Map<Option, Given> given = new EnumMap<>(Option.class);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && line.charAt(0) != '#') {
                add(line, file.value() + ":" + (i + 1) + ": ", given);
            }
        }
        return given;
    }

    private static void add(String line, String place, Map<Option, Given> given) throws BadOption {
        int equals = line.indexOf('=');
        if (equals < 1) {
            throw new BadOption(place + "'" + line + "' is not an option; allowed: key=value with the keys " + Option.keys()
                    + ", and # before a comment");
        }
        Option option = Options.known(line.substring(0, equals).strip(), line, place);
        Given value = new Given(line.substring(equals + 1).strip(), place);
        if (option == Option.CONFIG) {
            throw Options.bad(option, value, "no further file in a file");
        }
        Options.put(option, value, given);
    }

    private static List<String> lines(File file) throws IOException {
        if (!file.isFile()) {
            // To open a pipe would block until another process writes to it.
            throw new IOException(file.exists() ? "it is not a regular file" : "there is none");
        }
        char[] text = new char[LONGEST + 1];
        int length = 0;
        try (Reader reader = new FileReader(file, StandardCharsets.UTF_8)) {
            for (int read = 0; read >= 0 && length < text.length; read = reader.read(text, length, text.length - length)) {
                length += read;
            }
        }
        if (length > LONGEST) {
            throw new IOException("longer than " + LONGEST + " characters");
        }
        // Some editors write a byte order mark. It is not part of the text.
        int start = length > 0 && text[0] == BYTE_ORDER_MARK ? 1 : 0;
        BufferedReader reader = new BufferedReader(new StringReader(new String(text, start, length - start)));
        List<String> lines = new ArrayList<>();
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            lines.add(line);
        }
        return lines;
    }
}
