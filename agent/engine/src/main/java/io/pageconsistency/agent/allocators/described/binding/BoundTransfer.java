package io.pageconsistency.agent.allocators.described.binding;

import java.util.ArrayList;
import java.util.List;

import io.pageconsistency.agent.allocators.described.model.Transfer;

/**
 * A transfer whose method exists.
 *
 * @param method the method's name in class files
 * @param descriptor the method's descriptor
 * @param page the route to the memory; null if the transfer is of all the pool's memory
 * @param size null if it is a constant or not given
 * @param pool null if the method has no access to the pool's object
 * @param range null if all elements are transferred
 * @param holder null if the description has none
 * @param condition null if there is none
 */
public record BoundTransfer(Transfer transfer, String method, String descriptor, boolean isStatic, Route page, Route size,
        Route pool, BoundRange range, Route holder, BoundCondition condition) {
    /** The descriptor up to the closing parenthesis. Overriding methods have the same, whatever their return type. */
    public String parameters() {
        return descriptor.substring(0, descriptor.indexOf(')') + 1);
    }

    /** Whether the method returns a {@code boolean}. */
    public boolean answers() {
        return descriptor.endsWith(")Z");
    }

    /** The routes that only few transfers have, in a fixed order; null for those that this transfer does not have. */
    public List<Route> rare() {
        List<Route> rare = new ArrayList<>();
        rare.add(condition == null ? null : condition.left());
        rare.add(condition == null ? null : condition.right());
        rare.add(range == null ? null : range.from());
        rare.add(range == null ? null : range.end());
        rare.add(holder);
        return rare;
    }

    /** Whether one of these routes has another root than the route to the memory. */
    public boolean hasRareRoots() {
        return rare().stream().anyMatch(route -> route != null && !route.beginsWith(page));
    }
}
