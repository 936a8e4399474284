package org.example;

/** A program that needs no rights. */
public final class Idle {
    private Idle() {
    }

    public static void main(String[] args) {
        System.out.println("idle");
    }
}
