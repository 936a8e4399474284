package io.pageconsistency.agent.weaving;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * One class of an allocator: what must be in it, and what is woven into it.
 *
 * <p>Types are written as in Java ({@code long}, {@code java.nio.ByteBuffer}); a name without a dot that is no primitive is
 * a class of the allocator's own package, wherever that has been relocated to.
 *
 * <p>Built once, in a module's constructor; read only from then on.
 */
public final class WovenClass {
    private final String name;
    private final List<Symbol> symbols = new ArrayList<>();
    private final List<Hook> hooks = new ArrayList<>();
    /** Null for none. */
    private UnaryOperator<byte[]> addedField;

    /** One method and the advice class for it. */
    record Hook(MethodSymbol method, Class<?> advice) {
    }

    /** @param name the class's binary name within its package */
    public WovenClass(String name) {
        this.name = name;
    }

    /** Gets a field for its region, where it is loaded after the agent. */
    public WovenClass carriesRegion() {
        addedField = RegionField::addTo;
        return this;
    }

    /** Gets a field for what holds its objects, where it is loaded after the agent. */
    public WovenClass carriesPins() {
        addedField = PinField::addTo;
        return this;
    }

    /** Needs a field; the type may be null for any. */
    public WovenClass field(String type, String field) {
        symbols.add(new FieldSymbol(field, type, null));
        return this;
    }

    /** Needs a constant of this value: what the advice takes for granted about the meaning of numbers. */
    public WovenClass constant(String field, int value) {
        symbols.add(new FieldSymbol(field, "int", value));
        return this;
    }

    /**
     * Weaves advice into a method, which thereby is needed.
     *
     * @param method its name, or {@code <init>} for every constructor with these parameters
     * @param leading the types of its first parameters; more may follow
     */
    public WovenClass weave(Class<?> advice, String returnType, String method, String... leading) {
        MethodSymbol symbol = new MethodSymbol(method, List.of(leading), returnType);
        symbols.add(symbol);
        hooks.add(new Hook(symbol, advice));
        return this;
    }

    String name() {
        return name;
    }

    /** Makes a class file with the field that the class gets; null where it gets none. */
    UnaryOperator<byte[]> addedField() {
        return addedField;
    }

    List<Symbol> symbols() {
        return Collections.unmodifiableList(symbols);
    }

    List<Hook> hooks() {
        return Collections.unmodifiableList(hooks);
    }
}
