package io.pageconsistency.it;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.openjdk.jmc.common.item.Attribute;
import org.openjdk.jmc.common.item.IItem;
import org.openjdk.jmc.common.item.IItemCollection;
import org.openjdk.jmc.common.item.IItemIterable;
import org.openjdk.jmc.common.item.IMemberAccessor;
import org.openjdk.jmc.common.item.ItemFilters;
import org.openjdk.jmc.common.unit.UnitLookup;
import org.openjdk.jmc.flightrecorder.CouldNotLoadRecordingException;
import org.openjdk.jmc.flightrecorder.JfrLoaderToolkit;

/** A recording, read with JDK Mission Control's library. */
final class MissionControl {
    /** Mission Control logs a warning for each recording of a newer JDK, because it does not know some of the fields. */
    private static final Logger LOGGER = Logger.getLogger("org.openjdk.jmc");

    static {
        LOGGER.setLevel(Level.SEVERE);
    }

    private final IItemCollection items;

    private MissionControl(IItemCollection items) {
        this.items = items;
    }

    static MissionControl read(Path file) throws IOException {
        try {
            return new MissionControl(JfrLoaderToolkit.loadEvents(file.toFile()));
        } catch (CouldNotLoadRecordingException e) {
            throw new IOException(file.toString(), e);
        }
    }

    /** The number of events of each type whose name has this prefix. */
    Map<String, Long> numbers(String prefix) {
        Map<String, Long> numbers = new TreeMap<>();
        for (IItemIterable lane : items) {
            String type = lane.getType().getIdentifier();
            if (type.startsWith(prefix) && lane.getItemCount() > 0) {
                numbers.merge(type, lane.getItemCount(), Long::sum);
            }
        }
        return numbers;
    }

    /** The value of one field in every event of a type. */
    List<String> texts(String type, String field) {
        List<String> texts = new ArrayList<>();
        for (IItemIterable lane : items.apply(ItemFilters.type(type))) {
            IMemberAccessor<String, IItem> accessor =
                    Attribute.attr(field, UnitLookup.PLAIN_TEXT).getAccessor(lane.getType());
            lane.forEach(item -> texts.add(accessor.getMember(item)));
        }
        return texts;
    }
}
