package io.pageconsistency.agent.allocators.described.binding;

import java.util.List;

import io.pageconsistency.agent.allocators.described.model.Condition;
import io.pageconsistency.agent.allocators.described.model.MethodPattern;
import io.pageconsistency.agent.allocators.described.model.Path;
import io.pageconsistency.agent.allocators.described.model.PoolDescription;
import io.pageconsistency.agent.allocators.described.model.Transfer;

/**
 * A description of which everything exists.
 *
 * @param pageSize where the pool says how large its pages are; null if it is a constant, or there are none
 * @param transfers one for each of the description, in its order, and two for each of the lists
 */
public record BoundPool(PoolDescription description, Route pageSize, List<BoundTransfer> transfers, List<FreeList> freeLists) {
    private static final MethodPattern NO_METHOD = new MethodPattern(null, "", List.of());

    /** Whether the pool says by what a method returns whether it took what it was given. */
    public boolean asksForAnswer(BoundTransfer transfer) {
        return description.guard() == PoolDescription.Guard.FALSE && transfer.answers()
                && transfer.transfer().kind() == Transfer.Kind.TAKE_BACK;
    }

    /** Whether the pool finds out itself that what it is given in a method is not out. */
    public boolean isGuarded(BoundTransfer transfer) {
        return description.guard() == PoolDescription.Guard.THROWS || asksForAnswer(transfer);
    }

    /**
     * A field with the list of what is free.
     *
     * @param handOut the number, among the pool's, of the transfer for what is taken out of it; the next one is for what is put into it
     * @param isStatic whether the field belongs to the class
     */
    public record FreeList(int handOut, boolean isStatic) {
        /** What crosses is the first argument. It does if the list at hand, which is the second one, is that in the field. */
        static BoundTransfer transfer(Transfer.Kind kind, PoolDescription.FreeList list, String type, Route field, Route pool) {
            Path element = Path.ofArgument(0);
            Path present = Path.ofArgument(1);
            Condition condition = new Condition(true, list.path(), Condition.Relation.EQUAL, present.toString(), present);
            Transfer transfer = new Transfer(list.at(), kind, type, NO_METHOD, element, null, null, null, null, condition);
            return new BoundTransfer(transfer, NO_METHOD.name(), "()V", false, object(element), null, pool, null, null,
                    new BoundCondition(condition, field, object(present), null));
        }

        private static Route object(Path path) {
            return new Route(path, "java.lang.Object", List.of(), "java.lang.Object");
        }
    }
}
