package io.pageconsistency.agent.allocators.described.weaving;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks a parameter of advice that is filled as the description of the woven method has it. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
@interface From {
    /** The number of the transfer. */
    String CROSSING = "crossing";
    /** What the way to the pool begins at; null where that is not there yet. */
    String POOL = "pool";
    /** What the way to the memory begins at; null if it is a number, which a parameter of type {@code long} gets. */
    String PAGE = "page";
    /** As for the page. */
    String SIZE = "size";
    /** What those ways begin at that few transfers have, each in its place; null where all begin where the memory does. */
    String RARE = "rare";
    /** What the method answers where the pool says by it whether it took the memory; else true. */
    String ACCEPTED = "accepted";

    /** Which of these. */
    String value();
}
