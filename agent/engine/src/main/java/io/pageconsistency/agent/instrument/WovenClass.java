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
 * One class of an allocator: what must be in it, and what is woven into it.
 *
 * <p>Types are written as in Java ({@code long}, {@code java.nio.ByteBuffer}); a name without a dot that is no primitive is
 * a class of the allocator's own package, wherever that has been relocated to, and one with a dot before it is beside that package.
 *
 * <p>Built once, in a module's constructor; read only from then on.
 */
public final class WovenClass {
    private final String name;
    private final List<Need> needs = new ArrayList<>();
    private final List<Hook> hooks = new ArrayList<>();
    private final List<Hook> onDemand = new ArrayList<>();
    private final List<CarriedField> carried = new ArrayList<>();
    private boolean absentInSome;

    /** One method and what is put into it, in some releases. */
    record Hook(MethodSymbol method, Insertion insertion, Releases releases) {
    }

    /** What must be there, in some releases. */
    private record Need(Symbol symbol, Releases releases) {
    }

    /** @param name the class's binary name within its package */
    public WovenClass(String name) {
        this.name = name;
    }

    /** Gets a field of ours, where it is loaded after the agent. */
    public WovenClass carries(CarriedField field) {
        carried.add(field);
        return this;
    }

    /** Some releases of the library do not have the class, and do not need it; where it is there, its symbols must be too. */
    public WovenClass absentInSome() {
        absentInSome = true;
        return this;
    }

    /** Needs a field; the type may be null for any. */
    public WovenClass field(String type, String field) {
        needs.add(new Need(new FieldSymbol(field, type, null), Releases.all()));
        return this;
    }

    /** Needs a constant of this value: what the advice takes for granted about the meaning of numbers. */
    public WovenClass constant(String field, int value) {
        needs.add(new Need(new FieldSymbol(field, "int", value), Releases.all()));
        return this;
    }

    /**
     * Weaves calls or advice into a method, which thereby is needed.
     *
     * @param method its name, or {@code <init>} for every constructor with these parameters
     * @param leading the types of its first parameters; more may follow
     */
    public WovenClass weave(Insertion insertion, String returnType, String method, String... leading) {
        return weaveIn(Releases.all(), insertion, returnType, method, leading);
    }

    /** As above: the code of an {@linkplain Insertion#copying advice class}. */
    public WovenClass weave(Class<?> advice, String returnType, String method, String... leading) {
        return weave(Insertion.copying(advice), returnType, method, leading);
    }

    /** As above, in some releases only. */
    public WovenClass weaveIn(Releases releases, Insertion insertion, String returnType, String method, String... leading) {
        return weave(releases, insertion, new MethodSymbol(method, List.of(leading), returnType, true));
    }

    /** As above, for a method that has these parameters and no more, beside others of its name. */
    public WovenClass weaveExactly(Insertion insertion, String returnType, String method, String... parameters) {
        return weave(Releases.all(), insertion, new MethodSymbol(method, List.of(parameters), returnType, false));
    }

    /** As above, for a method that some releases do not have and do not need. */
    public WovenClass weaveWhereThere(Insertion insertion, String returnType, String method, String... parameters) {
        hooks.add(new Hook(new MethodSymbol(method, List.of(parameters), returnType, false), insertion, Releases.all()));
        return this;
    }

    /** As above, for a method that is not needed, and only while {@linkplain Weaver#demand more is demanded}. */
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

    /** @param shapes what the classes of a copy declare; so for {@link #hooks} */
    List<Symbol> symbols(Map<String, ClassShape> shapes) {
        List<Symbol> symbols = new ArrayList<>();
        for (Need need : needs) {
            if (need.releases().include(shapes)) {
                symbols.add(need.symbol());
            }
        }
        return symbols;
    }

    /** Whether there is more to weave on demand. */
    boolean hasOnDemand() {
        return !onDemand.isEmpty();
    }

    List<Hook> onDemand() {
        return Collections.unmodifiableList(onDemand);
    }

    /** Those that are always woven. */
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
