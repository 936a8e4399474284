package io.pageconsistency.agent.allocators.described.yaml;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Set;

import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;

import io.pageconsistency.agent.allocators.described.model.Location;

/**
 * Refuses a file that would need too much stack, heap or time to read. The checks run before the file is composed: the YAML library
 * composes nested nodes by recursion, an alias can stand for thousands of nodes, and patterns match long values by recursion. A
 * description needs none of this.
 */
final class Bounds {
    static final int BYTES = 1 << 20;
    static final int LEVELS = 16;
    static final int VALUE = 1_000;

    private final String name;
    private final Set<String> single = new HashSet<>();
    private int level;

    private Bounds(String name) {
        this.name = name;
    }

    /** @return the whole text, which is within the bounds */
    static byte[] read(String name, InputStream in, LoadSettings settings) throws IOException, BadDescription {
        byte[] text = in.readNBytes(BYTES + 1);
        if (text.length > BYTES) {
            throw new BadDescription(new Location(name, 1), "the file is larger than " + (BYTES >> 20) + " MiB; allowed: several "
                    + "smaller files");
        }
        Bounds bounds = new Bounds(name);
        for (Event event : new Parse(settings).parseInputStream(new ByteArrayInputStream(text))) {
            bounds.check(event);
        }
        return text;
    }

    private void check(Event event) throws BadDescription {
        if (event instanceof CollectionStartEvent && ++level > LEVELS) {
            throw new BadDescription(at(event), "there are more than " + LEVELS + " levels, one inside the other; allowed: pools, "
                    + "below it methods, below these where their memory is");
        } else if (event instanceof CollectionEndEvent) {
            level--;
        } else if (event instanceof ScalarEvent scalar) {
            if (scalar.getValue().length() > VALUE) {
                throw new BadDescription(at(event), "a value has " + scalar.getValue().length() + " characters; allowed: " + VALUE);
            }
            scalar.getAnchor().ifPresent(anchor -> single.add(anchor.getValue()));
        } else if (event instanceof AliasEvent alias && !single.contains(alias.getAlias().getValue())) {
            throw new BadDescription(at(event), "'*" + alias.getAlias().getValue() + "' does not stand for a single value; allowed: an "
                    + "alias of a single value above it");
        }
    }

    private Location at(Event event) {
        return new Location(name, event.getStartMark().map(mark -> mark.getLine() + 1).orElse(1));
    }
}
