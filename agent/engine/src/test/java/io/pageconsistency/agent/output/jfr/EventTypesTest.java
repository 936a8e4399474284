package io.pageconsistency.agent.output.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import jdk.jfr.DataAmount;
import jdk.jfr.Event;
import jdk.jfr.EventType;
import jdk.jfr.MemoryAddress;
import jdk.jfr.Period;
import jdk.jfr.SettingDescriptor;
import jdk.jfr.Timespan;
import jdk.jfr.Timestamp;
import jdk.jfr.ValueDescriptor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The public properties of the events: names, fields, units and what is on by default. */
class EventTypesTest {
    private static final Set<String> EVERY_EVENT_HAS = Set.of("startTime", "duration", "eventThread", "stackTrace");

    static Stream<Class<? extends Event>> events() {
        return Stream.of(ViolationEvent.class, PageAllocationEvent.class, PageFreeEvent.class, RegionOpenedEvent.class,
                RegionClosedEvent.class, AgentStatusEvent.class, RegionStatisticsEvent.class, ValidationEvent.class,
                ProcessEvent.class, HolderEvent.class, RegionPagesEvent.class);
    }

    @Test
    void violation() {
        EventType type = EventType.getEventType(ViolationEvent.class);
        assertThat(type.getName()).isEqualTo("io.pageconsistency.Violation");
        assertThat(fields(type)).containsExactly("String kind", "String allocator", "int regionId", "int page",
                "int pageCount", "long address", "int sequence", "int cause", "String allocatedBy", "String freedBy",
                "boolean suspect", "String fingerprint", "int repeat");
        assertThat(setting(type, "enabled")).isEqualTo("true");
        assertThat(setting(type, "stackTrace")).isEqualTo("true");
    }

    @Test
    void pageAllocation() {
        EventType type = EventType.getEventType(PageAllocationEvent.class);
        assertThat(type.getName()).isEqualTo("io.pageconsistency.PageAllocation");
        assertThat(fields(type)).containsExactly("String operation", "int regionId", "int page", "int pageCount", "int slot",
                "long address");
        assertThat(setting(type, "enabled")).isEqualTo("false");
        assertThat(setting(type, "stackTrace")).isEqualTo("false");
    }

    @Test
    void pageFree() {
        EventType type = EventType.getEventType(PageFreeEvent.class);
        assertThat(type.getName()).isEqualTo("io.pageconsistency.PageFree");
        assertThat(fields(type)).containsExactly("String operation", "int regionId", "int page", "int pageCount", "int slot",
                "long address");
        assertThat(setting(type, "enabled")).isEqualTo("false");
        assertThat(setting(type, "stackTrace")).isEqualTo("false");
    }

    @Test
    void regionOpened() {
        EventType type = EventType.getEventType(RegionOpenedEvent.class);
        assertThat(type.getName()).isEqualTo("io.pageconsistency.RegionOpened");
        assertThat(fields(type)).containsExactly("int regionId", "String allocator", "long address", "long capacity",
                "long pageSize", "int pageCount");
        assertThat(setting(type, "enabled")).isEqualTo("true");
        assertThat(setting(type, "stackTrace")).isEqualTo("false");
    }

    @Test
    void regionClosed() {
        EventType type = EventType.getEventType(RegionClosedEvent.class);
        assertThat(type.getName()).isEqualTo("io.pageconsistency.RegionClosed");
        assertThat(fields(type)).containsExactly("int regionId", "String allocator", "long address", "long capacity",
                "int pagesHeld", "int pagesReserved", "boolean collected");
        assertThat(setting(type, "enabled")).isEqualTo("true");
        assertThat(setting(type, "stackTrace")).isEqualTo("false");
    }

    @Test
    void agentStatus() {
        EventType type = EventType.getEventType(AgentStatusEvent.class);
        assertThat(type.getName()).isEqualTo("io.pageconsistency.AgentStatus");
        assertThat(fields(type)).containsExactly("String module", "String mode", "String where", "int declared", "int woven",
                "boolean firstEventSeen", "String refused", "long trackedBytes", "long directBytes",
                "long poisonedBytes", "int poisonCount", "long fencedBytes", "int fenceCount", "int swallowedErrors",
                "int unsynchronised", "int unrecorded", "int violationsBefore");
        assertThat(setting(type, "enabled")).isEqualTo("true");
        assertThat(AgentStatusEvent.class.getAnnotation(Period.class).value()).isEqualTo("endChunk");
    }

    @Test
    void regionStatistics() {
        EventType type = EventType.getEventType(RegionStatisticsEvent.class);
        assertThat(type.getName()).isEqualTo("io.pageconsistency.RegionStatistics");
        assertThat(fields(type)).containsExactly("int regionId", "String allocator", "int regions", "long address",
                "long capacity", "int pageCount", "int pagesReserved", "int pagesHeld", "long bitmapBytes");
        assertThat(setting(type, "enabled")).isEqualTo("true");
        assertThat(RegionStatisticsEvent.class.getAnnotation(Period.class).value()).isEqualTo("10 s");
    }

    @Test
    void validation() {
        EventType type = EventType.getEventType(ValidationEvent.class);
        assertThat(type.getName()).isEqualTo("io.pageconsistency.Validation");
        assertThat(fields(type)).containsExactly("String trigger", "int regions", "int words", "int damaged",
                "int audited", "int unread", "int mismatches", "long timeSpent");
        assertThat(setting(type, "enabled")).isEqualTo("true");
        assertThat(setting(type, "stackTrace")).isEqualTo("false");
    }

    @Test
    void process() {
        EventType type = EventType.getEventType(ProcessEvent.class);
        assertThat(type.getName()).isEqualTo("io.pageconsistency.Process");
        assertThat(fields(type)).containsExactly("String host", "int pid", "String program", "String java", "String agent",
                "long started");
        assertThat(setting(type, "enabled")).isEqualTo("true");
        assertThat(ProcessEvent.class.getAnnotation(Period.class).value()).isEqualTo("everyChunk");
    }

    @Test
    void holder() {
        EventType type = EventType.getEventType(HolderEvent.class);
        assertThat(type.getName()).isEqualTo("io.pageconsistency.Holder");
        assertThat(fields(type)).containsExactly("int snapshot", "int place", "String allocator", "String calls", "long heldBytes",
                "int heldPieces", "long estimatedBytes", "int estimatedPieces", "long age", "boolean constant");
        assertThat(setting(type, "enabled")).isEqualTo("true");
        assertThat(HolderEvent.class.getAnnotation(Period.class).value()).isEqualTo("300 s");
    }

    @Test
    void regionPages() {
        EventType type = EventType.getEventType(RegionPagesEvent.class);
        assertThat(type.getName()).isEqualTo("io.pageconsistency.RegionPages");
        assertThat(fields(type)).containsExactly("int snapshot", "int regionId", "String allocator", "long address",
                "long pageSize", "int pageCount", "String states");
        assertThat(setting(type, "enabled")).isEqualTo("true");
        assertThat(setting(type, "stackTrace")).isEqualTo("false");
    }

    @ParameterizedTest
    @MethodSource("events")
    void isDescribedInFull(Class<? extends Event> event) {
        EventType type = EventType.getEventType(event);
        assertThat(type.getCategoryNames()).containsExactly("Page Consistency");
        assertThat(type.getLabel()).isNotBlank();
        assertThat(type.getDescription()).isNotBlank();
        assertThat(own(type)).hasSizeLessThanOrEqualTo(17).allSatisfy(field -> {
            assertThat(field.getLabel()).as("label of " + field.getName()).isNotBlank();
            assertThat(field.getDescription()).as("description of " + field.getName()).isNotBlank();
            assertThat(field.getName()).isNotEqualTo("size");
        });
    }

    /** Mission Control treats any other {@code long} as a raw number, which its users cannot compare. */
    @ParameterizedTest
    @MethodSource("events")
    void everyLongHasAUnit(Class<? extends Event> event) {
        assertThat(own(EventType.getEventType(event))).filteredOn(field -> field.getTypeName().equals("long"))
                .allSatisfy(field -> assertThat(field.getContentType()).as(field.getName())
                        .isIn(DataAmount.class.getName(), MemoryAddress.class.getName(), Timespan.class.getName(),
                                Timestamp.class.getName()));
    }

    /** Mission Control's filter for equal values uses a field's name and type. */
    @Test
    void sameNameMeansSameType() {
        Map<String, String> types = new HashMap<>();
        events().flatMap(event -> own(EventType.getEventType(event)).stream()).forEach(field -> {
            String type = field.getTypeName() + " " + field.getContentType() + " " + field.getLabel();
            assertThat(types.merge(field.getName(), type, (earlier, same) -> earlier)).as(field.getName()).isEqualTo(type);
        });
    }

    /** If one event class is registered while another thread defines a class that it mentions, both deadlock (JDK-8368670). */
    @ParameterizedTest
    @MethodSource("events")
    void mentionsNoOtherEventClass(Class<? extends Event> event) throws IOException {
        String bytes;
        try (InputStream stream = event.getResourceAsStream(event.getSimpleName() + ".class")) {
            bytes = new String(stream.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
        assertThat(bytes).contains(event.getSimpleName());
        assertThat(events().filter(other -> other != event).map(Class::getSimpleName)).noneMatch(bytes::contains);
    }

    private static List<String> fields(EventType type) {
        return own(type).stream().map(field -> field.getTypeName().replace("java.lang.", "") + " " + field.getName())
                .toList();
    }

    private static List<ValueDescriptor> own(EventType type) {
        return type.getFields().stream().filter(field -> !EVERY_EVENT_HAS.contains(field.getName())).toList();
    }

    private static String setting(EventType type, String name) {
        return type.getSettingDescriptors().stream().filter(setting -> setting.getName().equals(name))
                .map(SettingDescriptor::getDefaultValue).findFirst().orElse(null);
    }
}
