package io.pageconsistency.agent.allocators.described.reading;

import io.pageconsistency.agent.allocators.described.binding.BoundCondition;
import io.pageconsistency.agent.allocators.described.model.Condition;

/** Evaluates the condition of a transfer: whether this call of the method transfers memory. Immutable. */
final class ConditionReader {
    private final Condition condition;
    private final RareRoute left;
    private final RareRoute right;
    private final Object constant;
    private final boolean ofNumbers;

    ConditionReader(BoundCondition bound, RareRoute left, RareRoute right) {
        this.condition = bound.condition();
        this.left = left;
        this.right = right;
        this.constant = bound.constant();
        this.ofNumbers = bound.left().isOfNumber();
    }

    /** Whether this call transfers memory. Parameters as for {@link RareRoute}. */
    boolean crosses(Object page, Object[] roots) throws Throwable {
        return holds(page, roots) == condition.wanted();
    }

    private boolean holds(Object page, Object[] roots) throws Throwable {
        if (ofNumbers) {
            long other = right == null ? (Long) constant : right.number(page, roots);
            return condition.relation().holds(Long.compare(left.number(page, roots), other));
        }
        Object value = left.object(page, roots);
        boolean equal = right != null ? same(value, right.object(page, roots))
                : constant instanceof String name ? value instanceof Enum<?> named && named.name().equals(name) : same(value, constant);
        return equal == (condition.relation() != Condition.Relation.UNEQUAL);
    }

    private static boolean same(Object one, Object other) {
        return one == other || one instanceof Boolean && one.equals(other);
    }
}
