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

/** A recording as JDK Mission Control sees it. */
final class MissionControl {
    /** Recordings of newer JDKs have fields that it does not know, of which it warns for each recording. */
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

    /** How many events of each type whose name begins so. */
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

    /** One text of every event of a type. */
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
