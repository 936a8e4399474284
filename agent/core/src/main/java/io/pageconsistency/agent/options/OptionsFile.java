package io.pageconsistency.agent.options;

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
    private OptionsFile() {
    }

    /** @throws BadOption when it cannot be read, or says something that is unknown or cannot be said there */
    static Map<Option, String> read(String file) throws BadOption {
        Properties lines = new Properties();
        try (Reader reader = new FileReader(new File(file), StandardCharsets.UTF_8)) {
            lines.load(reader);
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
