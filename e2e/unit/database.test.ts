import { describe, expect, test } from "vitest"
import { tlsOptions } from "@/lib/db/client"

const at = (host: string, query = "") => `postgresql://u:p@${host}:5432/db${query}`

describe("TLS to the database", () => {
  test.each(["require", "prefer", "verify-ca", "verify-full"])(
    "sslmode=%s checks the certificate and the host name",
    (mode) => {
      expect(tlsOptions(at("db.example.com", `?sslmode=${mode}`))).toEqual({
        rejectUnauthorized: true,
        servername: "db.example.com",
      })
    },
  )

  test("a configured CA is always used, on the loopback interface too", () => {
    const ca = "-----BEGIN CERTIFICATE-----"
    expect(tlsOptions(at("db.example.com"), ca)).toMatchObject({ rejectUnauthorized: true, ca })
    expect(tlsOptions(at("localhost"), ca)).toMatchObject({ rejectUnauthorized: true, ca })
  })

  test("the loopback interface needs no certificate, and no sslmode means no TLS", () => {
    expect(tlsOptions(at("127.0.0.1", "?sslmode=require"))).toEqual({ rejectUnauthorized: false })
    expect(tlsOptions(at("db.example.com"))).toBe(false)
    expect(tlsOptions(at("db.example.com", "?sslmode=disable"))).toBe(false)
  })
})
