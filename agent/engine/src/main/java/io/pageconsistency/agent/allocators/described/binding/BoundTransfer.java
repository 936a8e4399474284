package io.pageconsistency.agent.allocators.described.binding;

import java.util.ArrayList;
import java.util.List;

import io.pageconsistency.agent.allocators.described.model.Transfer;

/**
 * A transfer whose method exists.
 *
 * @param method the method's name in class files
 * @param descriptor of its parameters and result
 * @param page null where all of a pool is meant
 * @param size null where it is a constant or not said
 * @param pool null where there is no pool's object at hand
 * @param range null where all elements are meant
 * @param holder null where nothing tells who holds the memory
 * @param condition null where there is none
 */
public record BoundTransfer(Transfer transfer, String method, String descriptor, boolean isStatic, Route page, Route size,
        Route pool, BoundRange range, Route holder, BoundCondition condition) {
    /** The parameters' part of the descriptor: overriding methods share it, whatever they return. */
    public String parameters() {
        return descriptor.substring(0, descriptor.indexOf(')') + 1);
    }

    /** Whether the method answers with a yes or no. */
    public boolean answers() {
        return descriptor.endsWith(")Z");
    }

    /** The routes that few transfers have, each in its place; null for those that this one has not. */
    public List<Route> rare() {
        List<Route> rare = new ArrayList<>();
        rare.add(condition == null ? null : condition.left());
        rare.add(condition == null ? null : condition.right());
        rare.add(range == null ? null : range.from());
        rare.add(range == null ? null : range.end());
        rare.add(holder);
        return rare;
    }

    /** Whether one of those begins elsewhere than the way to the memory does. */
    public boolean hasRareRoots() {
        return rare().stream().anyMatch(route -> route != null && !route.beginsWith(page));
    }
}
