package io.pageconsistency.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/**
 * What is taken out of a pool is to be given back.
 *
 * <p>On a method: what is held when the test is over, its {@code @AfterEach} included, and was not when it began fails it. On a
 * class: the same for each of its tests, and for the class as a whole, so that what {@code @BeforeAll} takes must be given back
 * by {@code @AfterAll}. Releases by other threads are waited for. Such a test, or class, never runs beside others, because
 * what others hold cannot be told from what it holds.
 */
@Documented
@Inherited
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@ResourceLock(Resources.GLOBAL)
public @interface NoLeaks {
    /** How long to wait for asynchronous releases. */
    long graceMillis() default 2_000;
}
