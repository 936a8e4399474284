package io.pageconsistency.agent.allocators.described.binding;

import java.util.List;

import io.pageconsistency.agent.allocators.described.model.Condition;
import io.pageconsistency.agent.allocators.described.model.MethodPattern;
import io.pageconsistency.agent.allocators.described.model.Path;
import io.pageconsistency.agent.allocators.described.model.PoolDescription;
import io.pageconsistency.agent.allocators.described.model.Transfer;

/**
 * A description that was bound to class files: everything that it names exists.
 *
 * @param pageSize the route to the size of the pool's pages; null if the size is a constant, or if there is none
 * @param transfers the description's transfers in their order, followed by two for each list
 */
public record BoundPool(PoolDescription description, Route pageSize, List<BoundTransfer> transfers, List<FreeList> freeLists) {
    private static final MethodPattern NO_METHOD = new MethodPattern(null, "", List.of());

    /** Whether the boolean result of a method says whether the pool has accepted the memory. */
    public boolean asksForAnswer(BoundTransfer transfer) {
        return description.guard() == PoolDescription.Guard.FALSE && transfer.answers()
                && transfer.transfer().kind() == Transfer.Kind.TAKE_BACK;
    }

    /** Whether the pool itself detects that the memory given to a method is not handed out. */
    public boolean isGuarded(BoundTransfer transfer) {
        return description.guard() == PoolDescription.Guard.THROWS || asksForAnswer(transfer);
    }

    /**
     * A field with the list of free memory.
     *
     * @param handOut the index, among the pool's transfers, of the one for removed elements; the next one is for added elements
     * @param isStatic whether the field is static
     */
    public record FreeList(int handOut, boolean isStatic) {
        /**
         * A transfer whose first argument is the element, and whose second one is the collection that is called. The condition is
         * that this collection is the one in the field.
         */
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
