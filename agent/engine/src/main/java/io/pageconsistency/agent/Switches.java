package io.pageconsistency.agent;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.pageconsistency.Mode;
import io.pageconsistency.Share;
import io.pageconsistency.agent.options.Option;
import io.pageconsistency.agent.options.Options;
import io.pageconsistency.jvm.Modes;

/**
 * The settings that can change while the agent runs. A {@linkplain Mode mode} sets all of them, except those that the user gave.
 * Thread-safe.
 */
final class Switches implements Modes.Switch {
    /** One setting that can be changed. */
    private record Control(Consumer<String> to, Supplier<String> obstacle) {
    }

    private static final List<Option> GUARDS = List.of(Option.FENCE, Option.POISON);

    private final Options options;
    private final Consumer<String> notices;
    private final Map<Option, Control> controls = new EnumMap<>(Option.class);
    /** The requested values, written as in options. */
    private final Map<Option, String> shares = new EnumMap<>(Option.class);
    private Mode mode;

    /** @param notices takes one line when the mode has changed */
    Switches(Options options, Consumer<String> notices) {
        this.options = options;
        this.notices = notices;
        mode = options.mode();
    }

    /**
     * Adds a setting. It starts with the value of its option and can change later.
     *
     * @param type what the option's values are read as
     * @param to applies a new value
     * @param obstacle supplies why the value cannot take effect, or null if it can
     */
    synchronized <T> void add(Option option, Class<T> type, Consumer<T> to, Supplier<String> obstacle) {
        controls.put(option, new Control(value -> to.accept(type.cast(option.read(value))), obstacle));
        shares.put(option, options.value(option));
    }

    @Override
    public synchronized Mode mode() {
        return mode;
    }

    @Override
    public synchronized Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        shares.forEach((option, share) -> {
            String obstacle = obstacle(option);
            settings.put(option.key(), obstacle == null ? share : Share.OFF + ": " + obstacle);
        });
        settings.put(Option.STRICT.key(), Boolean.toString(options.strict()));
        return settings;
    }

    private String obstacle(Option option) {
        return isOff(shares.get(option)) ? null : controls.get(option).obstacle.get();
    }

    private static boolean isOff(String value) {
        return value.equals(Share.OFF.toString());
    }

    /** Returns the mode and all settings in one line. */
    synchronized String inWords() {
        return mode + " (" + inWords(settings().keySet()) + ")";
    }

    /** Returns what guards free memory, as text to append to a line; an empty string if nothing does. */
    synchronized String guarding() {
        List<String> keys = GUARDS.stream().filter(option -> !isOff(shares.getOrDefault(option, Share.OFF.toString()))).map(Option::key).toList();
        return keys.isEmpty() ? "" : "; free memory is guarded: " + inWords(keys);
    }

    /** Returns what is not looked for with the present settings, in words; an empty list if everything is. */
    synchronized List<String> notLookedFor() {
        List<String> kinds = new ArrayList<>();
        if (GUARDS.stream().noneMatch(this::isInEffect)) {
            kinds.add("use of freed memory (poison, fence)");
        }
        if (!isInEffect(Option.HANDLES)) {
            kinds.add("late calls on reused buffer objects (handles)");
        }
        return kinds;
    }

    private boolean isInEffect(Option option) {
        return controls.containsKey(option) && !isOff(shares.get(option)) && obstacle(option) == null;
    }

    private String inWords(Collection<String> keys) {
        Map<String, String> settings = settings();
        return keys.stream().map(key -> key + '=' + settings.get(key)).collect(Collectors.joining(", "));
    }

    @Override
    public synchronized List<String> switchTo(Mode chosen) {
        List<String> unchanged = new ArrayList<>();
        for (Map.Entry<Option, Control> control : controls.entrySet()) {
            Option option = control.getKey();
            String wanted = option.defaultIn(chosen);
            String now = shares.get(option);
            if (wanted.equals(now)) {
                continue;
            }
            String obstacle = options.isGiven(option) ? "it was given at the start" : change(option, control.getValue(), wanted);
            if (obstacle != null) {
                unchanged.add(option.key() + " stays " + (options.isGiven(option) ? now : Share.OFF) + ": " + obstacle);
            }
        }
        String strict = Boolean.toString(options.strict());
        if (!strict.equals(Option.STRICT.defaultIn(chosen))) {
            unchanged.add(Option.STRICT.key() + " stays " + strict + ": it applies to the whole run and can only be set at the start");
        }
        if (chosen != mode) {
            mode = chosen;
            notices.accept("the mode is now " + inWords());
        }
        return unchanged;
    }

    /** @return why the value cannot take effect, or null */
    private String change(Option option, Control control, String wanted) {
        control.to.accept(wanted);
        shares.put(option, wanted);
        return obstacle(option);
    }
}
