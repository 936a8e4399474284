package io.pageconsistency.agent.options;

import java.io.CharArrayReader;
import java.io.File;
import java.io.FileReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;

/** A file of options, in the format of {@link Properties} and in UTF-8: comments, continued lines and escapes are its own. */
final class OptionsFile {
    /** A hundred times what all options together need; a device may go on for ever. */
    private static final int LONGEST = 1 << 16;

    private OptionsFile() {
    }

    /** @throws BadOption when it cannot be read, or says something that is unknown or cannot be said there */
    static Map<Option, String> read(String file) throws BadOption {
        Properties lines = new Properties();
        try (Reader reader = new FileReader(new File(file), StandardCharsets.UTF_8)) {
            char[] text = new char[LONGEST + 1];
            int length = 0;
            for (int read = 0; read >= 0 && length < text.length; read = reader.read(text, length, text.length - length)) {
                length += read;
            }
            if (length > LONGEST) {
                throw new IOException("longer than " + LONGEST + " characters");
            }
            lines.load(new CharArrayReader(text, 0, length));
        } catch (IOException | IllegalArgumentException e) {
            throw Options.bad(Option.CONFIG, file, Option.CONFIG.allowed() + " (" + e.getMessage() + ")");
        }
        Map<Option, String> given = new EnumMap<>(Option.class);
        // Sorted, so that of several mistakes the same one is always named.
        for (String key : new TreeSet<>(lines.stringPropertyNames())) {
            String line = key + "=" + lines.getProperty(key) + " in " + file;
            Option option = Options.known(key, line);
            if (option == Option.CONFIG) {
                throw Options.bad(Option.CONFIG, line, "no further file in a file");
            }
            given.put(option, lines.getProperty(key));
        }
        return given;
    }
}
