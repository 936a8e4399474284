package io.pageconsistency.agent.instrument;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import io.pageconsistency.agent.instrument.advice.Insertion;
import io.pageconsistency.agent.instrument.symbols.ClassShape;
import io.pageconsistency.agent.instrument.symbols.FieldSymbol;
import io.pageconsistency.agent.instrument.symbols.MethodSymbol;
import io.pageconsistency.agent.instrument.symbols.Releases;
import io.pageconsistency.agent.instrument.symbols.Symbol;

/**
 * One class of an allocator: the symbols it must have and the hooks that are woven into it.
 *
 * <p>Types are written as in Java ({@code long}, {@code java.nio.ByteBuffer}). A name without a dot that is not a primitive type is
 * a class of the allocator's own package, wherever that has been relocated. A name that begins with a dot is relative to the parent
 * of that package.
 *
 * <p>Built once, in a module's constructor; read-only after that.
 */
public final class WovenClass {
    private final String name;
    private final List<Need> needs = new ArrayList<>();
    private final List<Hook> hooks = new ArrayList<>();
    private final List<Hook> onDemand = new ArrayList<>();
    private final List<CarriedField> carried = new ArrayList<>();
    private boolean absentInSome;

    /** One method and what is inserted into it, in some releases. */
    record Hook(MethodSymbol method, Insertion insertion, Releases releases) {
    }

    /** A symbol that must exist, in some releases. */
    private record Need(Symbol symbol, Releases releases) {
    }

    /** @param name the class's binary name within its package */
    public WovenClass(String name) {
        this.name = name;
    }

    /** Adds a field of the agent to the class, if the class is loaded after the agent. */
    public WovenClass carries(CarriedField field) {
        carried.add(field);
        return this;
    }

    /**
     * Says that some releases of the library do not have this class, and do not need it. If the class exists, its symbols must
     * exist, too.
     */
    public WovenClass absentInSome() {
        absentInSome = true;
        return this;
    }

    /** Requires a field. The type may be null for any type. */
    public WovenClass field(String type, String field) {
        needs.add(new Need(new FieldSymbol(field, type, null), Releases.all()));
        return this;
    }

    /** Requires a constant with this value, because the hooks rely on the meaning of the number. */
    public WovenClass constant(String field, int value) {
        needs.add(new Need(new FieldSymbol(field, "int", value), Releases.all()));
        return this;
    }

    /**
     * Inserts calls or advice into a method. The method becomes a required symbol.
     *
     * @param method the method's name, or {@code <init>} for every constructor with these parameters
     * @param leading the types of its first parameters; more may follow
     */
    public WovenClass weave(Insertion insertion, String returnType, String method, String... leading) {
        return weaveIn(Releases.all(), insertion, returnType, method, leading);
    }

    /** As above, with the code of an {@linkplain Insertion#copying advice class}. */
    public WovenClass weave(Class<?> advice, String returnType, String method, String... leading) {
        return weave(Insertion.copying(advice), returnType, method, leading);
    }

    /** As above, in some releases only. */
    public WovenClass weaveIn(Releases releases, Insertion insertion, String returnType, String method, String... leading) {
        return weave(releases, insertion, new MethodSymbol(method, List.of(leading), returnType, true));
    }

    /** As above, for a method with exactly these parameters. There may be other methods of the same name. */
    public WovenClass weaveExactly(Insertion insertion, String returnType, String method, String... parameters) {
        return weave(Releases.all(), insertion, new MethodSymbol(method, List.of(parameters), returnType, false));
    }

    /** As above, for a method that some releases do not have and do not need. */
    public WovenClass weaveWhereThere(Insertion insertion, String returnType, String method, String... parameters) {
        hooks.add(new Hook(new MethodSymbol(method, List.of(parameters), returnType, false), insertion, Releases.all()));
        return this;
    }

    /**
     * As above, for a method that is not a required symbol, and only while the weaver's {@linkplain Weaver#demand demand} is on.
     */
    public WovenClass weaveOnDemand(Insertion insertion, String returnType, String method, String... leading) {
        onDemand.add(new Hook(new MethodSymbol(method, List.of(leading), returnType, true), insertion, Releases.all()));
        return this;
    }

    private WovenClass weave(Releases releases, Insertion insertion, MethodSymbol symbol) {
        needs.add(new Need(symbol, releases));
        hooks.add(new Hook(symbol, insertion, releases));
        return this;
    }

    String name() {
        return name;
    }

    List<CarriedField> carried() {
        return Collections.unmodifiableList(carried);
    }

    boolean isAbsentInSome() {
        return absentInSome;
    }

    /** @param shapes what the classes of a copy declare; also for {@link #hooks} */
    List<Symbol> symbols(Map<String, ClassShape> shapes) {
        List<Symbol> symbols = new ArrayList<>();
        for (Need need : needs) {
            if (need.releases().include(shapes)) {
                symbols.add(need.symbol());
            }
        }
        return symbols;
    }

    /** Whether the class has hooks on demand. */
    boolean hasOnDemand() {
        return !onDemand.isEmpty();
    }

    List<Hook> onDemand() {
        return Collections.unmodifiableList(onDemand);
    }

    /** Returns the hooks that are always woven. */
    List<Hook> hooks(Map<String, ClassShape> shapes) {
        List<Hook> some = new ArrayList<>();
        for (Hook hook : hooks) {
            if (hook.releases().include(shapes)) {
                some.add(hook);
            }
        }
        return some;
    }
}
