package io.pageconsistency.agent.allocators.described.weaving;

import java.util.ArrayList;
import java.util.List;

import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;

import io.pageconsistency.agent.allocators.described.binding.BoundPool;
import io.pageconsistency.agent.allocators.described.binding.BoundTransfer;
import io.pageconsistency.agent.allocators.described.model.MethodPattern;
import io.pageconsistency.agent.allocators.described.model.Transfer;
import io.pageconsistency.agent.instrument.advice.AdviceEditor;

/** Selects the methods of a class that are woven, and the advice for each. */
final class Hooks {
    private Hooks() {
    }

    /**
     * @param type the class as its class file has it
     * @param isSubtype whether the transfers of the pool's own class apply to this class, too
     * @param first the number of the pool's first transfer
     */
    static List<AdviceEditor.Weave> of(BoundPool pool, TypeDescription type, boolean isSubtype, int first) {
        List<AdviceEditor.Weave> weaves = new ArrayList<>();
        // The first advice is the outermost. A method may take memory back and hand out another piece, or the rest of the same
        // piece. It does so in this order.
        for (Transfer.Kind kind : List.of(Transfer.Kind.TAKE_BACK, Transfer.Kind.HAND_OUT, Transfer.Kind.RESET,
                Transfer.Kind.CLOSE, Transfer.Kind.RECYCLER)) {
            for (int i = 0; i < pool.transfers().size(); i++) {
                BoundTransfer transfer = pool.transfers().get(i);
                MethodDescription method = transfer.transfer().kind() == kind && isMeant(transfer, pool, type, isSubtype)
                        ? method(type, transfer) : null;
                if (method != null) {
                    weaves.add(new AdviceEditor.Weave(advice(transfer), method::equals,
                            new FromMapping.Factory(first + i, transfer, pool.asksForAnswer(transfer))));
                }
            }
        }
        return weaves;
    }

    /** The lists of free memory that this class keeps. */
    static List<FreeListEditor.Hooked> lists(BoundPool pool, TypeDescription type, int first) {
        return !type.getName().equals(pool.description().type()) ? List.of() : pool.freeLists().stream()
                .map(list -> new FreeListEditor.Hooked(first + list.handOut(), list.isStatic())).toList();
    }

    private static boolean isMeant(BoundTransfer transfer, BoundPool pool, TypeDescription type, boolean isSubtype) {
        String owner = transfer.transfer().type();
        return owner.equals(type.getName()) || isSubtype && owner.equals(pool.description().type());
    }

    /**
     * The method to weave. If a subclass binds a type parameter of the pool, only the bridge method has the described signature.
     * Then the bridge is woven.
     */
    private static MethodDescription method(TypeDescription type, BoundTransfer transfer) {
        MethodDescription bridge = null;
        for (MethodDescription method : type.getDeclaredMethods()) {
            if (method.getInternalName().equals(transfer.method()) && method.isStatic() == transfer.isStatic()
                    && method.getDescriptor().startsWith(transfer.parameters()) && !method.isAbstract() && !method.isNative()) {
                if (!method.isBridge()) {
                    return method;
                }
                bridge = method;
            }
        }
        return bridge;
    }

    private static Class<?> advice(BoundTransfer transfer) {
        return switch (transfer.transfer().kind()) {
            case HAND_OUT -> transfer.method().equals(MethodPattern.CONSTRUCTOR)
                    ? TransferAdvice.Made.class : TransferAdvice.HandingOut.class;
            case TAKE_BACK -> TransferAdvice.TakingBack.class;
            case RESET, CLOSE -> TransferAdvice.Whole.class;
            case RECYCLER -> TransferAdvice.Recycling.class;
        };
    }
}
