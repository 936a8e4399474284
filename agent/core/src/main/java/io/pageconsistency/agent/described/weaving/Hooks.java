package io.pageconsistency.agent.described.weaving;

import java.util.ArrayList;
import java.util.List;

import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;

import io.pageconsistency.agent.described.binding.BoundCrossing;
import io.pageconsistency.agent.described.binding.BoundPool;
import io.pageconsistency.agent.described.model.Crossing;
import io.pageconsistency.agent.described.model.MethodPattern;
import io.pageconsistency.agent.weaving.AdviceEditor;

/** Finds which methods of a class are to be woven, and with what. */
final class Hooks {
    private Hooks() {
    }

    /**
     * @param type as its class file has it
     * @param isSubtype whether the pool's own class is meant by it as well
     * @param first the number of the pool's first crossing
     */
    static List<AdviceEditor.Weave> of(BoundPool pool, TypeDescription type, boolean isSubtype, int first) {
        List<AdviceEditor.Weave> weaves = new ArrayList<>();
        // What is woven first is outermost: a method that takes memory back and hands out another piece, or what is left of it,
        // does so in this order.
        for (Crossing.Kind kind : List.of(Crossing.Kind.TAKE_BACK, Crossing.Kind.HAND_OUT, Crossing.Kind.RESET,
                Crossing.Kind.CLOSE, Crossing.Kind.RECYCLER)) {
            for (int i = 0; i < pool.crossings().size(); i++) {
                BoundCrossing crossing = pool.crossings().get(i);
                MethodDescription method = crossing.crossing().kind() == kind && isMeant(crossing, pool, type, isSubtype)
                        ? method(type, crossing) : null;
                if (method != null) {
                    weaves.add(new AdviceEditor.Weave(advice(crossing), method::equals,
                            new FromMapping.Factory(first + i, crossing, pool.asksForAnswer(crossing))));
                }
            }
        }
        return weaves;
    }

    /** The lists of what is free that a class keeps itself. */
    static List<FreeListEditor.Hooked> lists(BoundPool pool, TypeDescription type, int first) {
        return !type.getName().equals(pool.description().type()) ? List.of() : pool.freeLists().stream()
                .map(list -> new FreeListEditor.Hooked(first + list.handOut(), list.isStatic())).toList();
    }

    private static boolean isMeant(BoundCrossing crossing, BoundPool pool, TypeDescription type, boolean isSubtype) {
        String owner = crossing.crossing().type();
        return owner.equals(type.getName()) || isSubtype && owner.equals(pool.description().type());
    }

    /** The method itself; where a type parameter of the pool has been given a type, the bridge that leads to it. */
    private static MethodDescription method(TypeDescription type, BoundCrossing crossing) {
        MethodDescription bridge = null;
        for (MethodDescription method : type.getDeclaredMethods()) {
            if (method.getInternalName().equals(crossing.method()) && method.isStatic() == crossing.isStatic()
                    && method.getDescriptor().startsWith(crossing.parameters()) && !method.isAbstract() && !method.isNative()) {
                if (!method.isBridge()) {
                    return method;
                }
                bridge = method;
            }
        }
        return bridge;
    }

    private static Class<?> advice(BoundCrossing crossing) {
        return switch (crossing.crossing().kind()) {
            case HAND_OUT -> crossing.method().equals(MethodPattern.CONSTRUCTOR)
                    ? CrossingAdvice.Made.class : CrossingAdvice.HandingOut.class;
            case TAKE_BACK -> CrossingAdvice.TakingBack.class;
            case RESET, CLOSE -> CrossingAdvice.Whole.class;
            case RECYCLER -> CrossingAdvice.Recycling.class;
        };
    }
}
