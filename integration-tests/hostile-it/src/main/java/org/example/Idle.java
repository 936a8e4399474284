package org.example;

/** A program that needs no permissions. */
public final class Idle {
    private Idle() {
    }

    public static void main(String[] args) {
        System.out.println("idle");
    }
}
